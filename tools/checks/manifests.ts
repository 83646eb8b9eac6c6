import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.js';
import { expectNone } from './check.js';
import { root } from './command.js';
import type { Package } from './packages.js';
import { publishedPackages } from './packages.js';

const references = (): readonly string[] => {
  const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as {
    readonly references: readonly { readonly path: string }[];
  };
  return references.map(({ path }) => path);
};

function wanting({ folder, path, manifest }: Package): readonly string[] {
  const files = ['README.md', 'LICENSE', 'tsconfig.json', 'tsconfig.test.json', 'src/index.ts'];
  const projects = [`packages/${folder}`, `packages/${folder}/tsconfig.test.json`];
  return [
    ...files.filter((file) => !existsSync(join(path, file))).map((file) => `has no ${file}`),
    ...projects.filter((project) => !references().includes(project)).map((project) => `tsconfig.json lacks ${project}`),
    ...(manifest.name === `@innerloop/${folder}` ? [] : [`is named ${manifest.name}`]),
    ...(manifest.nx?.tags?.includes(`scope:${folder}`) ? [] : [`lacks the tag scope:${folder}`]),
  ];
}

/** Every package is complete, and known to the type checker and to the boundary rule: a forgotten one would go unchecked. */
export const manifests = (): readonly Check[] =>
  publishedPackages().map((at) => ({
    name: `package is complete: ${at.manifest.name}`,
    run: async () => {
      expectNone(wanting(at));
      return Promise.resolve();
    },
  }));
