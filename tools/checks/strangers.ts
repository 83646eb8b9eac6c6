import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Check } from './check.js';
import { CheckFailure } from './check.js';
import { entriesOf, hasCommonJs, publishedPackages, specifierOf } from './packages.js';
import type { ModuleSystem } from './stranger-project.js';
import { compileIn, runIn, strangerProject } from './stranger-project.js';

const program = fileURLToPath(new URL('strangers/program.ts', import.meta.url));

/** Imports every entry of every package, as the module system does. */
function entriesProgram(type: ModuleSystem): string {
  const loadable = publishedPackages().filter((at) => type === 'module' || hasCommonJs(at));
  const specifiers = loadable.flatMap((at) => entriesOf(at).map((entry) => specifierOf(at, entry)));
  const imports = specifiers.map((specifier, i) => `import * as entry${i} from '${specifier}';`);
  const counts = specifiers.map((specifier, i) => `console.log('${specifier}', Object.keys(entry${i}).length);`);
  return [...imports, ...counts, ''].join('\n');
}

async function compilePrograms(type: ModuleSystem): Promise<void> {
  const project = await strangerProject(type);
  copyFileSync(program, join(project, 'program.ts'));
  writeFileSync(join(project, 'entries.ts'), entriesProgram(type));
  await compileIn(type, ['program.ts', 'entries.ts']);
}

async function expectTrained(type: ModuleSystem): Promise<void> {
  const output = await runIn(type, ['node', 'program.js']);
  if (!output.includes('trained 20 iterations')) throw new CheckFailure(`The program printed:\n${output}`);
}

const checksOf = (type: ModuleSystem, title: string): readonly Check[] => [
  { name: `${title}: the tarballs install`, run: () => strangerProject(type) },
  { name: `${title}: a program type-checks and compiles`, run: () => compilePrograms(type) },
  { name: `${title}: every entry loads`, run: () => runIn(type, ['node', 'entries.js']) },
  { name: `${title}: MAML trains`, run: () => expectTrained(type) },
  { name: `${title}: the command runs`, run: () => runIn(type, ['node', 'node_modules/.bin/innerloop', 'list']) },
];

/** The packed packages work for a stranger, in an empty ESM project and in an empty CommonJS project. */
export const strangers = (): readonly Check[] => [
  ...checksOf('module', 'ESM project'),
  ...checksOf('commonjs', 'CommonJS project'),
];
