import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const packages = readdirSync(new URL('packages', import.meta.url));
const conditions = ['@innerloop/source', 'module', 'node', 'development|production'];
const project = (name: string, root: string) => ({
  ssr: { resolve: { conditions } },
  resolve: { conditions },
  test: { name, root, include: ['test/**/*.test.ts'], environment: 'node' as const, testTimeout: 30_000 },
});

export default defineConfig({
  test: {
    projects: [...packages.map((name) => project(name, `packages/${name}`)), project('integration', 'integration')],
    reporters: ['default'],
  },
});
