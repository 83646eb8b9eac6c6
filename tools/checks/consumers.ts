import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Check } from './check.js';
import { CheckFailure } from './check.js';
import { command } from './command.js';
import { tarballs } from './packed.js';
import { entriesOf, hasCommonJs, publishedPackages, specifierOf } from './packages.js';

type ModuleSystem = 'module' | 'commonjs';

const program = fileURLToPath(new URL('consumers/program.ts', import.meta.url));
const peers = ['@tensorflow/tfjs-core@4.22.0', 'fast-check@4.10.2', 'vitest@4.1.12'];

/** Settings of a stranger: no private condition, no Node types. TypeScript takes the module system from package.json. */
const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2023', 'DOM'],
  module: 'NodeNext',
  strict: true,
  skipLibCheck: true,
  types: [],
};

/** Imports every entry of every package, as the module system does. */
function entriesProgram(type: ModuleSystem): string {
  const loadable = publishedPackages().filter((at) => type === 'module' || hasCommonJs(at));
  const specifiers = loadable.flatMap((at) => entriesOf(at).map((entry) => specifierOf(at, entry)));
  const imports = specifiers.map((specifier, i) => `import * as entry${i} from '${specifier}';`);
  const counts = specifiers.map((specifier, i) => `console.log('${specifier}', Object.keys(entry${i}).length);`);
  return [...imports, ...counts, ''].join('\n');
}

async function makeProject(type: ModuleSystem): Promise<string> {
  const project = mkdtempSync(join(tmpdir(), `innerloop-${type}-`));
  const write = (file: string, value: unknown): void => writeFileSync(join(project, file), JSON.stringify(value));
  write('package.json', { name: `consumer-${type}`, private: true, type });
  write('tsconfig.json', { compilerOptions, files: ['program.ts', 'entries.ts'] });
  copyFileSync(program, join(project, 'program.ts'));
  writeFileSync(join(project, 'entries.ts'), entriesProgram(type));
  const install = ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await command([...install, ...(await tarballs()).values(), ...peers], { cwd: project });
  return project;
}

const projects = new Map<ModuleSystem, Promise<string>>();

function projectOf(type: ModuleSystem): Promise<string> {
  const project = projects.get(type) ?? makeProject(type);
  projects.set(type, project);
  return project;
}

async function runIn(type: ModuleSystem, line: readonly string[]): Promise<string> {
  return command(line, { cwd: await projectOf(type) });
}

async function expectTrained(type: ModuleSystem): Promise<void> {
  const output = await runIn(type, ['node', 'program.js']);
  if (!output.includes('trained 20 iterations')) throw new CheckFailure(`The program printed:\n${output}`);
}

const checksOf = (type: ModuleSystem, title: string): readonly Check[] => [
  { name: `${title}: the tarballs install`, run: () => projectOf(type) },
  { name: `${title}: a program type-checks and compiles`, run: () => runIn(type, ['tsc']) },
  { name: `${title}: every entry loads`, run: () => runIn(type, ['node', 'entries.js']) },
  { name: `${title}: MAML trains`, run: () => expectTrained(type) },
  {
    name: `${title}: the command runs`,
    run: () => runIn(type, ['node', 'node_modules/.bin/innerloop', 'list']),
  },
];

/** The packed packages work for a stranger, in an empty ESM project and in an empty CommonJS project. */
export const consumers = (): readonly Check[] => [
  ...checksOf('module', 'ESM project'),
  ...checksOf('commonjs', 'CommonJS project'),
];
