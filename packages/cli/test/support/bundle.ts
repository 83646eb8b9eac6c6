import { build } from 'esbuild';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const packages = at('../../../');

/** The command as one file, beside package.json, which it reads. */
export const bundledCommand: string = at('../../.cache/innerloop.mjs');

interface Manifest {
  readonly dependencies?: object;
  readonly peerDependencies?: object;
}

/** What other people's packages are called: those are loaded as they are installed. */
function dependencies(): readonly string[] {
  const manifests = readdirSync(packages)
    .map((name) => `${packages}${name}/package.json`)
    .filter((file) => existsSync(file));
  const names = manifests.flatMap((file) => {
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
    return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  });
  return [...new Set(names)].filter((name) => !name.startsWith('@innerloop/'));
}

/** Bundles the command, once for all tests: from source it takes two seconds of a processor to start, so it takes a third. */
export async function setup(): Promise<void> {
  await build({
    entryPoints: [at('../../src/bin.ts')],
    outfile: bundledCommand,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@innerloop/source'],
    external: [...dependencies()],
    logLevel: 'error',
  });
}
