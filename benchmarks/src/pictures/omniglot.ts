/**
 * Decoding Omniglot's archives from nothing, beside zipfile and Pillow on two processes:
 * `npx tsx --conditions=@innerloop/source benchmarks/src/pictures/omniglot.ts ../shared/data/omniglot [rounds]`
 *
 * Training and validation characters of the Vinyals split, 24,000 drawings; never the test characters. Both sides are started in turn, in
 * fresh processes; time counts from an empty memory to all pictures in it, without the start of the interpreters. Ours is the built package,
 * as users have it: `npm run build` first.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { omniglotSplit } from '@innerloop/data/node';
import { peerProgram, pythonWithPillow } from './pillow.js';

interface Run {
  readonly pictures: number;
  readonly seconds: number;
  readonly megabytes: number;
  /** Of all bytes in order of size: the same pictures have the same. */
  readonly digest: string;
}

const child = fileURLToPath(new URL('omniglot-child.ts', import.meta.url));

/** This process' arguments, but for the condition that leads to the sources. */
const asBuilt = process.execArgv.filter((argument) => !argument.includes('@innerloop/source'));

function lastLine(program: string, args: readonly string[], input = ''): Run {
  const { stdout, stderr, status } = spawnSync(program, args, { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args[0] ?? ''} failed:\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) as string) as Run;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] as number;
}

function compare(
  python: string,
  path: string,
  characters: readonly string[],
  resample: string,
  rounds: number,
): string {
  const request = JSON.stringify({ path, characters, size: 28, resample, processes: 2 });
  const [ours, theirs]: [Run[], Run[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(lastLine(process.execPath, [...asBuilt, child, path, resample]));
    theirs.push(lastLine(python, [peerProgram('pillow_omniglot.py')], request));
  }
  const cells = (runs: readonly Run[]): readonly [number, number] => [
    median(runs.map(({ seconds }) => seconds)),
    median(runs.map(({ megabytes }) => megabytes)),
  ];
  const [[time, memory], [theirTime, theirMemory]] = [cells(ours), cells(theirs)];
  const same = ours.every(({ digest }, at) => digest === theirs[at]?.digest) ? 'the same' : 'others';
  const numbers = [time, theirTime, time / theirTime].map((value) => value.toFixed(2));
  return `| ${resample} | ${ours[0]?.pictures ?? 0} | ${numbers.join(' | ')} | ${memory.toFixed(0)} | ${theirMemory.toFixed(0)} | ${same} |`;
}

const [path = '../shared/data/omniglot', rounds = '5'] = process.argv.slice(2);
const python = pythonWithPillow();
if (python === undefined || !existsSync(path)) {
  console.log(
    `Nothing is measured: ${python === undefined ? 'no Python with Pillow was found (`npm run benchmark:setup`, or set PYTHON)' : `'${path}' is absent`}.`,
  );
} else {
  const { train, validation } = await omniglotSplit('vinyals');
  console.log('| filter | pictures | ours, s | Pillow, s | ratio | ours, MB | Pillow, MB | pixels |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |');
  for (const filter of ['nearest', 'lanczos'])
    console.log(compare(python, path, [...train, ...validation], filter, Number(rounds)));
}
