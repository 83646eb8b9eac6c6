import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.js';
import { CheckFailure } from './check.js';
import { command, root } from './command.js';

const name = 'generated-for-check';
const folder = `packages/${name}`;
const changeset = `.changeset/${name}-begins.md`;
const kept = ['tsconfig.json', 'package-lock.json'].map((file) => join(root, file));

/** What a plugin author runs beside what the generator says, on a package as it leaves it. */
const steps: readonly (readonly string[])[] = [
  ['prettier', '--check', folder, changeset, 'tsconfig.json'],
  ['eslint', folder],
  ['tsc', '-b', folder, `${folder}/tsconfig.test.json`],
  ['npm', 'run', 'build', '--prefix', folder],
];

/** The commands that the generator prints: `… Next: npm install && npm test -w @innerloop/NAME`. */
function printedBy(output: string): readonly (readonly string[])[] {
  const [, line] = /Next: (.+)$/m.exec(output) ?? [];
  if (line === undefined) throw new CheckFailure(`The generator does not say what comes next:\n${output}`);
  return line.split('&&').map((part) => part.trim().split(' '));
}

/** Generates beside the real packages, since only there all tools find it, and leaves no trace. */
async function generateAndTry(): Promise<void> {
  const before = kept.map((file) => readFileSync(file));
  try {
    const output = await command(['nx', 'generate', './tools/plugin:plugin', name]);
    for (const step of [...printedBy(output), ...steps]) await command(step);
  } finally {
    kept.forEach((file, at) => writeFileSync(file, before[at] ?? ''));
    for (const path of [folder, changeset, `node_modules/@innerloop/${name}`])
      rmSync(join(root, path), { recursive: true, force: true });
  }
}

/** A generated plugin passes its tests as its author is told to run them, is formatted, lints, type-checks and builds. */
export const pluginGenerator = (): readonly Check[] => [
  { name: 'plugin generator: a new package is green', run: generateAndTry },
];
