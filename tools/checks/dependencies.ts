import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import type { Check } from './check.js';
import { expectNone } from './check.js';
import type { Package } from './packages.js';
import { publishedPackages } from './packages.js';

/** `@scope/name/entry` → `@scope/name`. */
const packageOf = (specifier: string): string => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

function importedBy({ path, manifest }: Package): ReadonlySet<string> {
  const files = readdirSync(join(path, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const texts = files.map((file) => readFileSync(join(path, 'src', file), 'utf8'));
  const found = texts.flatMap((text) => ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName));
  const foreign = found.filter((name) => !name.startsWith('.') && !isBuiltin(name)).map(packageOf);
  return new Set(foreign.filter((name) => name !== manifest.name));
}

/** What some of our packages ask for as peers. */
const peersOf = (names: Iterable<string>): ReadonlySet<string> => {
  const wanted = new Set(names);
  const ours = publishedPackages().filter(({ manifest }) => wanted.has(manifest.name));
  return new Set(ours.flatMap(({ manifest }) => Object.keys(manifest.peerDependencies ?? {})));
};

function mismatches(at: Package): readonly string[] {
  const { dependencies = {}, peerDependencies = {} } = at.manifest;
  const imported = importedBy(at);
  const declared = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
  const brought = peersOf(Object.keys(dependencies));
  return [
    ...[...imported].filter((name) => !declared.has(name)).map((name) => `imports ${name}, which it does not declare`),
    ...Object.keys(dependencies)
      .filter((name) => !imported.has(name) && !brought.has(name))
      .map((name) => `declares ${name}, which it does not import`),
  ];
}

/** A package declares what its sources import, or what a package of ours that it depends on asks for as a peer, and no more: in a workspace, and where all are installed, hoisting hides it. */
export const dependencies = (): readonly Check[] =>
  publishedPackages().map((at) => ({
    name: `dependencies are declared: ${at.manifest.name}`,
    run: async () => {
      expectNone(mismatches(at));
      return Promise.resolve();
    },
  }));
