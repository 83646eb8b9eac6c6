import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const packages = readdirSync(here('packages')).filter((name) => existsSync(here(`packages/${name}/package.json`)));

/** The private condition first: our packages are read from source, without a build. */
const conditions = ['@innerloop/source', 'module', 'node', 'development|production'];

const all = 'test/**/*.test.ts';
/** Tests of how an engine starts or ends: each of these files has a process of its own. */
const alone = 'test/**/*.alone.test.ts';
/** Every combination, every engine beside the others, and the programs of the pages as they stand: `npm run test:matrix`. */
const matrix = [
  'test/matrix/{cpu,laws,meta-gradients,node,wasm}.test.ts',
  'test/compile/agrees.test.ts',
  'test/backends/*.test.ts',
];
const programs = 'test/docs/snippets.test.ts';
/** Programs of pages train as long as they say, tables have all their rows; in `npm test` they are cut. */
const whole = { WHOLE: '1' };

interface Files {
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  /** Whether each file has a process of its own. Else files of a project share theirs: modules and engines are loaded once. */
  readonly isolate?: boolean;
  readonly globalSetup?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Folders are absolute: `npm test -w NAME` starts in the package's own, from where relative ones would be looked for. */
const project = (
  name: string,
  folder: string,
  { include, exclude = [], isolate = false, globalSetup = [], env = {} }: Files,
) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name,
    root: here(folder),
    include: [...include],
    exclude: ['**/node_modules/**', ...exclude],
    isolate,
    setupFiles: ['fast-check', 'processor-time'].map((setup) => here(`tools/testing/${setup}.ts`)),
    globalSetup: globalSetup.map(here),
    env,
    environment: 'node' as const,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

/** The command is bundled once for the tests that run it. */
const bundled = { globalSetup: ['packages/cli/test/support/bundle.ts'] };
const folders = new Map([
  ...packages.map((name) => [name, `packages/${name}`] as const),
  ...['benchmarks', 'examples', 'integration', 'tools'].map((name) => [name, name] as const),
]);
const withAlone = [...folders].filter(
  ([, folder]) =>
    existsSync(here(`${folder}/test`)) &&
    readdirSync(here(`${folder}/test`), { recursive: true }).some((file) => String(file).endsWith('.alone.test.ts')),
);

export default defineConfig({
  test: {
    projects: [
      ...packages.map((name) =>
        project(name, `packages/${name}`, { include: [all], exclude: [alone], ...(name === 'cli' ? bundled : {}) }),
      ),
      ...withAlone.map(([name, folder]) => project(`${name}-alone`, folder, { include: [alone], isolate: true })),
      project('benchmarks', 'benchmarks', { include: [all] }),
      project('examples', 'examples', { include: [all] }),
      project('integration', 'integration', { include: [all], exclude: [alone, ...matrix] }),
      project('matrix', 'integration', { include: [...matrix, programs], env: whole }),
      project('matrix-of-examples', 'examples', { include: ['test/{online,tables}.test.ts'], env: whole }),
      project('tools', 'tools', { include: [all] }),
    ],
    maxWorkers: 2,
    // TensorFlow.js recommends its native engine at every start; what else is printed stays.
    onConsoleLog: (log) => !log.includes('Hi, looks like you are running TensorFlow.js in Node.js'),
    reporters: ['default', './tools/reporters/summary.ts'],
  },
});
