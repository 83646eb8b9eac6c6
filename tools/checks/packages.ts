import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './command.js';

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly nx?: { readonly tags?: readonly string[] };
}

export interface Package {
  /** Its folder's name: `core`. */
  readonly folder: string;
  /** Absolute. */
  readonly path: string;
  readonly manifest: Manifest;
}

/** All packages that are published, in alphabetical order. */
export function publishedPackages(): readonly Package[] {
  const parent = join(root, 'packages');
  return readdirSync(parent)
    .map((folder) => ({ folder, path: join(parent, folder) }))
    .filter(({ path }) => existsSync(join(path, 'package.json')))
    .map((at) => ({ ...at, manifest: JSON.parse(readFileSync(join(at.path, 'package.json'), 'utf8')) as Manifest }))
    .filter(({ manifest }) => manifest.private !== true);
}

const subpathsOf = (
  { manifest }: Package,
  which: (target: Readonly<Record<string, unknown>>) => boolean,
): readonly string[] =>
  Object.entries(manifest.exports)
    .filter(([, target]) => typeof target === 'object' && which(target))
    .map(([subpath]) => subpath);

/** The subpaths that hold code: `.`, `./plugin`, `./node`. */
export const entriesOf = (at: Package): readonly string[] => subpathsOf(at, (target) => 'import' in target);

/** The subpaths that hold declarations alone, which a program refers to and never imports. */
export const declarationsOf = (at: Package): readonly string[] => subpathsOf(at, (target) => !('import' in target));

/** Whether it can be required; what needs an ESM-only peer cannot. */
export const hasCommonJs = ({ manifest }: Package): boolean =>
  Object.values(manifest.exports).some((target) => typeof target === 'object' && 'require' in target);

/** How a program names an entry: `@innerloop/core/plugin`. */
export const specifierOf = ({ manifest }: Package, entry: string): string => manifest.name + entry.slice(1);
