import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.js';
import { root } from './command.js';
import { publishedPackages } from './packages.js';
import { compileIn, runIn, strangerProject } from './stranger-project.js';

const methods = 'docs/methods';

/** Documents whose first program is whole; elsewhere a block may go on from what was said before. */
const programs = [
  'README.md',
  'docs/getting-started.md',
  ...readdirSync(join(root, methods)).map((page) => `${methods}/${page}`),
];

/** Documents of which every block is a program of its own. */
const wholePages = ['docs/your-own-data.md'];

function blocks(document: string): readonly string[] {
  const path = join(root, document);
  if (!existsSync(path)) return [];
  return [...readFileSync(path, 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
}

const importsOf = (code: string): string => [...code.matchAll(/^import\b[^;]*;$/gm)].join('\n');

/** `packages/core/README.md`, 0 → `packages-core-readme-0.ts`. */
const fileOf = (document: string, index: number): string =>
  `${document.replace(/\.md$/, '').replaceAll('/', '-').toLowerCase()}-${index}.ts`;

/** The code that users read first, as files: programs whole, of the packages' own pages the imports. */
function printedFiles(): ReadonlyMap<string, string> {
  const first = programs.map((document) => [fileOf(document, 0), blocks(document)[0] ?? ''] as const);
  const every = wholePages.flatMap((document) =>
    blocks(document).map((code, i) => [fileOf(document, i), code] as const),
  );
  const parts = publishedPackages().flatMap(({ folder }) => {
    const document = `packages/${folder}/README.md`;
    return blocks(document).map((code, i) => [fileOf(document, i), importsOf(code)] as const);
  });
  return new Map([...first, ...every, ...parts]);
}

async function compilePrinted(): Promise<void> {
  const project = await strangerProject('module');
  const files = printedFiles();
  for (const [file, code] of files) writeFileSync(join(project, file), `${code}\nexport {};\n`);
  await compileIn('module', [...files.keys()]);
}

/** What README and documentation print is true of the packed packages. */
export const printedCode = (): readonly Check[] => [
  { name: 'printed code: programs type-check, what they import exists', run: compilePrinted },
  { name: 'printed code: the program of README.md runs', run: () => runIn('module', ['node', 'readme-0.js']) },
];
