import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { defineConfig } from 'tsup';
import type { Options } from 'tsup';

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;
}

const sourceCondition = '@innerloop/source';
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

/** Every entry that a package exports from source. */
const entries = Object.values(manifest.exports).flatMap((target) =>
  typeof target === 'object' && sourceCondition in target ? [String(target[sourceCondition])] : [],
);

/** Programs of worker threads: started by path, so no export leads to them. */
const workers = (existsSync('src/node') ? readdirSync('src/node') : [])
  .filter((name) => name.endsWith('-worker.ts'))
  .map((name) => `src/node/${name}`);

/** CommonJS for the packages that offer it. */
const required = Object.values(manifest.exports).some((target) => typeof target === 'object' && 'require' in target);

const shared: Options = { target: 'es2022', platform: 'neutral', sourcemap: true, splitting: true, treeshake: true };

const library: Options = {
  ...shared,
  entry: [...entries, ...workers],
  format: required ? ['esm', 'cjs'] : ['esm'],
  dts: { compilerOptions: { composite: false, incremental: false } },
};

/** A command is run, never imported: one format, no types. */
const command: Options = { ...shared, entry: ['src/bin.ts'], format: ['esm'] };

// Cleared here, once: two builds that each clear the folder could clear each other's files.
rmSync('dist', { recursive: true, force: true });

export default defineConfig(existsSync('src/bin.ts') ? [library, command] : [library]);
