import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface PackageLine {
  readonly name: string;
  readonly description: string;
  readonly entries: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

const folder = new URL('../packages/', import.meta.url);

function lineOf(name: string): PackageLine {
  const text = readFileSync(new URL(`${name}/package.json`, folder), 'utf8');
  const manifest = JSON.parse(text) as Manifest;
  const entries = Object.keys(manifest.exports).filter((entry) => entry !== './package.json' && entry !== '.');
  return { name: manifest.name, description: manifest.description, entries };
}

/** What every package says of itself: the table of the page "Packages" cannot grow old. */
export default {
  load: (): readonly PackageLine[] =>
    readdirSync(folder)
      .filter((name) => existsSync(new URL(`${name}/package.json`, folder)))
      .map(lineOf),
};
