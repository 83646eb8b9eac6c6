import { formatFiles, generateFiles, names, readJson, updateJson } from '@nx/devkit';
import { fileURLToPath } from 'node:url';

const filesPath = fileURLToPath(new URL('files', import.meta.url));

/** Adds the package to the projects that `tsc -b` checks. */
function referenceProject(tree, folder) {
  updateJson(tree, 'tsconfig.json', ({ references, ...rest }) => {
    const added = [{ path: folder }, { path: `${folder}/tsconfig.test.json` }];
    const isPackage = ({ path }) => path.startsWith('packages/');
    const packages = [...references.filter(isPackage), ...added].sort((a, b) => (a.path < b.path ? -1 : 1));
    return { ...rest, references: [...packages, ...references.filter((project) => !isPackage(project))] };
  });
}

/** `npx nx generate ./tools/plugin:plugin NAME`: packages/NAME, complete and green. */
export default async function plugin(tree, { name }) {
  const folder = `packages/${name}`;
  if (tree.exists(folder)) throw new Error(`plugin: ${folder} exists. Choose another name.`);
  const { version } = readJson(tree, 'packages/core/package.json');
  generateFiles(tree, filesPath, folder, { ...names(name), name, version });
  tree.write(`${folder}/LICENSE`, tree.read('LICENSE'));
  tree.write(`.changeset/${name}-begins.md`, `---\n'@innerloop/${name}': minor\n---\n\nA new package.\n`);
  referenceProject(tree, folder);
  await formatFiles(tree);
  return () => console.log(`\n${folder} is there. Next: npm install && npm test -w @innerloop/${name}`);
}
