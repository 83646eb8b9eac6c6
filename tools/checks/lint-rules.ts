import { ESLint } from 'eslint';
import { join } from 'node:path';
import tseslint from 'typescript-eslint';
import type { Check } from './check.js';
import { CheckFailure } from './check.js';
import { root } from './command.js';

interface Offence {
  readonly claim: string;
  /** Where the code would stand; no file is written. */
  readonly file: string;
  readonly code: string;
  /** The rule that must object; none where the code is fine. */
  readonly rule?: string;
}

const boundaries = '@nx/enforce-module-boundaries';
const importing = (name: string): string => `import { anything } from '${name}';\nexport const used = anything;\n`;

const offences: readonly Offence[] = [
  { claim: 'a package imports core', file: 'packages/inner/src/x.ts', code: importing('@innerloop/core') },
  {
    claim: 'a package imports no sibling',
    file: 'packages/inner/src/x.ts',
    code: importing('@innerloop/outer'),
    rule: boundaries,
  },
  {
    claim: 'a package imports no sibling by a relative path',
    file: 'packages/inner/src/x.ts',
    code: importing('../../outer/src/index.js'),
    rule: boundaries,
  },
  {
    claim: 'tests import no sibling',
    file: 'packages/inner/test/x.test.ts',
    code: importing('@innerloop/outer'),
    rule: boundaries,
  },
  {
    claim: 'a package imports no entry of a sibling',
    file: 'packages/metric/src/x.ts',
    code: importing('@innerloop/outer/plugin'),
    rule: boundaries,
  },
  {
    claim: 'core imports nothing of ours',
    file: 'packages/core/src/x.ts',
    code: importing('@innerloop/data'),
    rule: boundaries,
  },
  {
    claim: 'the testkit imports core only',
    file: 'packages/testkit/src/x.ts',
    code: importing('@innerloop/inner'),
    rule: boundaries,
  },
  { claim: 'tests import the testkit', file: 'packages/inner/test/x.test.ts', code: importing('@innerloop/testkit') },
  {
    claim: 'tests of core import the testkit',
    file: 'packages/core/test/x.test.ts',
    code: importing('@innerloop/testkit'),
  },
  {
    claim: 'sources import no testkit',
    file: 'packages/inner/src/x.ts',
    code: importing('@innerloop/testkit'),
    rule: boundaries,
  },
  { claim: 'evaluation imports data', file: 'packages/evaluation/src/x.ts', code: importing('@innerloop/data') },
  {
    claim: 'evaluation imports no learner',
    file: 'packages/evaluation/src/x.ts',
    code: importing('@innerloop/outer'),
    rule: boundaries,
  },
  { claim: 'the cli imports all', file: 'packages/cli/src/x.ts', code: importing('@innerloop/outer') },
  { claim: 'integration imports all', file: 'integration/test/x.test.ts', code: importing('@innerloop/outer') },
  {
    claim: 'a library imports no Node module',
    file: 'packages/data/src/x.ts',
    code: importing('node:fs'),
    rule: 'no-restricted-imports',
  },
  {
    claim: 'a library imports no Node module by its short name',
    file: 'packages/data/src/x.ts',
    code: importing('fs'),
    rule: 'no-restricted-imports',
  },
  {
    claim: 'a library imports no Node module while it runs',
    file: 'packages/data/src/x.ts',
    code: "export const x = import('node:fs');\n",
    rule: 'no-restricted-syntax',
  },
  { claim: 'a node entry imports Node modules', file: 'packages/data/src/node/x.ts', code: importing('node:fs') },
  {
    claim: 'no Math.random',
    file: 'packages/data/src/x.ts',
    code: 'export const x = Math.random();\n',
    rule: 'no-restricted-properties',
  },
  {
    claim: 'no Date.now',
    file: 'packages/training/src/x.ts',
    code: 'export const x = Date.now();\n',
    rule: 'no-restricted-properties',
  },
  {
    claim: 'no process',
    file: 'packages/core/src/x.ts',
    code: 'export const x = process.pid;\n',
    rule: 'no-restricted-globals',
  },
  {
    claim: 'no tf.variable',
    file: 'packages/core/src/x.ts',
    code: 'export const x = tf.variable(y);\n',
    rule: 'no-restricted-syntax',
  },
  {
    claim: 'no default export',
    file: 'packages/core/src/x.ts',
    code: 'export default 1;\n',
    rule: 'no-restricted-syntax',
  },
  {
    claim: 'no any',
    file: 'packages/core/src/x.ts',
    code: 'export const x = (y: any) => y;\n',
    rule: '@typescript-eslint/no-explicit-any',
  },
];

// Lints text, not files: without types, since a file that is not there belongs to no project.
let untyped: ESLint | undefined;
const linter = (): ESLint =>
  (untyped ??= new ESLint({ cwd: root, overrideConfig: tseslint.configs.disableTypeChecked as never }));

async function lintOffence({ file, code, rule }: Offence): Promise<void> {
  const [result] = await linter().lintText(code, { filePath: join(root, file) });
  const found = (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId ?? 'parser'}: ${message}`);
  if (rule === undefined && found.length > 0)
    throw new CheckFailure(`Should be fine, but lint says:\n${found.join('\n')}`);
  if (rule !== undefined && !found.some((finding) => finding.startsWith(`${rule}: `))) {
    throw new CheckFailure(`${rule} should object, but lint says: ${found.join('\n') || 'nothing'}`);
  }
}

/** Lint catches what it is there to catch: each rule of the house is broken once, in a file that would stand in its place. */
export const lintRules = (): readonly Check[] =>
  offences.map((offence) => ({ name: `lint: ${offence.claim} (${offence.file})`, run: () => lintOffence(offence) }));
