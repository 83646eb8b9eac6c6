import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.js';
import { command, root } from './command.js';

const name = 'generated-for-check';
const folder = `packages/${name}`;
const changeset = `.changeset/${name}-begins.md`;
const references = join(root, 'tsconfig.json');

/** What a plugin author runs, on a package as the generator leaves it. */
const steps: readonly (readonly string[])[] = [
  ['nx', 'generate', './tools/plugin:plugin', name],
  ['prettier', '--check', folder, changeset, 'tsconfig.json'],
  ['eslint', folder],
  ['tsc', '-b', folder, `${folder}/tsconfig.test.json`],
  ['vitest', 'run', '--project', name],
  ['npm', 'run', 'build', '--prefix', folder],
];

/** Generates beside the real packages, since only there all tools find it, and leaves no trace. */
async function generateAndTry(): Promise<void> {
  const before = readFileSync(references);
  try {
    for (const step of steps) await command(step);
  } finally {
    writeFileSync(references, before);
    for (const path of [folder, changeset]) rmSync(join(root, path), { recursive: true, force: true });
  }
}

/** A generated plugin is formatted, lints, type-checks, passes its tests and builds before its author has touched it. */
export const pluginGenerator = (): readonly Check[] => [
  { name: 'plugin generator: a new package is green', run: generateAndTry },
];
