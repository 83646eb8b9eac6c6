import { capabilities } from '@innerloop/compile';
import type { Capabilities } from '@innerloop/compile';
import * as tf from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** A thing that is looked at, what was found, and what a person might do about it. */
export interface Finding {
  readonly name: string;
  readonly found: string;
  readonly advice?: string;
}

/** Where packages are looked for: those of the command, then those of the working directory. */
const places = (): readonly (URL | string)[] => [import.meta.url, `${process.cwd()}/package.json`];

function versionOf(name: string): string | undefined {
  for (const place of places()) {
    try {
      const { version } = createRequire(place)(`${name}/package.json`) as { readonly version: string };
      return version;
    } catch {
      // Not there: in the next place, or nowhere.
    }
  }
  return undefined;
}

function packageFinding(name: string, advice: string): Finding {
  const version = versionOf(name);
  return version === undefined ? { name, found: 'not installed', advice } : { name, found: version };
}

function engineFindings({ simd, relaxedSimd }: Capabilities): readonly Finding[] {
  return [
    { name: 'engine', found: tf.getBackend() },
    simd
      ? { name: 'SIMD', found: 'yes' }
      : { name: 'SIMD', found: 'no', advice: 'Nothing is compiled, and stock kernels run: take another Node.' },
    relaxedSimd
      ? { name: 'relaxed SIMD', found: 'yes: multiply-add in one instruction' }
      : {
          name: 'relaxed SIMD',
          found: 'no',
          advice:
            'Node 22 and later have it. In Node 20 call enableRelaxedSimd() of @innerloop/codegen/node before anything is compiled.',
        },
  ];
}

/** What innerloop finds where it runs. The engine has been started. */
export function environment(): readonly Finding[] {
  const found = capabilities();
  const { threads } = found;
  return [
    { name: 'node', found: `${process.version} on ${process.platform} ${process.arch}` },
    {
      name: 'machine',
      found: `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    },
    ...engineFindings(found),
    threads > 1
      ? { name: 'threads', found: `${threads}` }
      : { name: 'threads', found: 'one', advice: 'More need Node 20.16 or later, and a machine with more cores.' },
    packageFinding('@tensorflow/tfjs-core', 'It is a peer dependency: npm install @tensorflow/tfjs-core.'),
    packageFinding('@tensorflow/tfjs-backend-wasm', 'npm install @innerloop/backend-wasm.'),
    packageFinding('@tensorflow/tfjs-node', 'Optional, for large convolutions: see the page on engines.'),
  ];
}

/** Findings as aligned lines. */
export function formatFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  return findings
    .map(({ name, found, advice }) => `${name.padEnd(width)}  ${found}${advice === undefined ? '' : `. ${advice}`}`)
    .join('\n');
}
