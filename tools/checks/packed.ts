import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckFailure } from './check.js';
import { command } from './command.js';
import { publishedPackages } from './packages.js';

export type Tarballs = ReadonlyMap<string, string>;

async function pack(): Promise<Tarballs> {
  const folder = mkdtempSync(join(tmpdir(), 'innerloop-packed-'));
  const workspaces = publishedPackages().flatMap(({ manifest }) => ['-w', manifest.name]);
  const output = await command([
    'npm',
    'pack',
    '--json',
    '--loglevel=error',
    '--pack-destination',
    folder,
    ...workspaces,
  ]);
  const packed = JSON.parse(output.slice(output.indexOf('['))) as readonly {
    readonly name: string;
    readonly filename: string;
  }[];
  return new Map(packed.map(({ name, filename }) => [name, join(folder, filename)]));
}

let packed: Promise<Tarballs> | undefined;

/** What `npm publish` would upload, packed once: name of the package → path of its tarball. */
export const tarballs = (): Promise<Tarballs> => (packed ??= pack());

export async function tarballOf(name: string): Promise<string> {
  const path = (await tarballs()).get(name);
  if (path === undefined) throw new CheckFailure(`npm pack made no tarball of ${name}.`);
  return path;
}
