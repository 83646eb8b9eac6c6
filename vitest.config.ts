import { existsSync, readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const here = (path: string): URL => new URL(path, import.meta.url);
const packages = readdirSync(here('packages')).filter((name) => existsSync(here(`packages/${name}/package.json`)));

/** The private condition first: our packages are read from source, without a build. */
const conditions = ['@innerloop/source', 'module', 'node', 'development|production'];

/** Files of one process share its modules, which saves loading them anew: where no test is about how an engine starts or ends. */
const sharing = ['data', 'evaluation', 'inner', 'metric', 'outer', 'testkit', 'training'];

const project = (name: string, root: string) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name,
    root,
    include: ['test/**/*.test.ts'],
    isolate: !sharing.includes(name),
    setupFiles: [here('tools/testing/fast-check.ts').pathname],
    environment: 'node' as const,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default defineConfig({
  test: {
    projects: [
      ...packages.map((name) => project(name, `packages/${name}`)),
      project('benchmarks', 'benchmarks'),
      project('examples', 'examples'),
      project('integration', 'integration'),
      project('tools', 'tools'),
    ],
    maxWorkers: 2,
    // TensorFlow.js recommends its native engine at every start; what else is printed stays.
    onConsoleLog: (log) => !log.includes('Hi, looks like you are running TensorFlow.js in Node.js'),
    reporters: ['default', './tools/reporters/summary.ts'],
  },
});
