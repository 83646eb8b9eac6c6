import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

/** Every entry that a package.json exports from source is built to ESM, CJS and types. */
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, unknown> };
const entry = Object.values(manifest.exports).flatMap((target) =>
  typeof target === 'object' && target !== null && '@innerloop/source' in target
    ? [String(target['@innerloop/source'])]
    : [],
);

export default defineConfig({
  entry,
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  dts: { compilerOptions: { composite: false, incremental: false } },
  sourcemap: true,
  clean: true,
  splitting: true,
  treeshake: true,
});
