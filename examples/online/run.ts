import { disposeTree, meanSquaredErrorMetric, seed as seedOf } from '@innerloop/core';
import type { ParamTree } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { judge, online, sequenceOf } from '@innerloop/training';
import type { Played, TaskSequence } from '@innerloop/training';
import { fileCheckpoints } from '@innerloop/training/node';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Method } from './methods.js';

/** Ten points of a sine curve, five at a time, judged on a hundred others. */
const arriving = { chunk: 5, shots: 5, queries: 5, metaBatch: 4, enough: 0.5 } as const;
const sequence = (seed: number): TaskSequence => sequenceOf({ tasks: sinusoids({ shots: 10, queries: 100 }), seed });

export interface Run {
  readonly method: Method;
  readonly seed: number;
  readonly rounds: number;
  /** Where its checkpoint and its rounds are kept. */
  readonly folder: string;
  readonly onRound: (round: number, before: number) => void;
}

/** A run to its end: what each round showed, and the meta-parameters, which the caller owns. */
export interface Finished {
  readonly rounds: readonly Played[];
  readonly params: ParamTree;
}

const shown = ({ before, after, arrivals, needed }: Played): Played => ({
  before,
  after,
  arrivals,
  ...(needed === undefined ? {} : { needed }),
});

async function savedRounds(path: string, count: number): Promise<Played[]> {
  if (count === 0) return [];
  return (JSON.parse(await readFile(path, 'utf8')) as Played[]).slice(0, count);
}

/** Plays the sequence from where the folder's checkpoint stands; what was played before is read from there. */
export async function finish({ method, seed, rounds, folder, onRound }: Run): Promise<Finished> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'rounds.json');
  const store = fileCheckpoints(folder);
  const from = await store.load('last');
  const played = await savedRounds(path, from?.iteration ?? 0);
  const { step, learner, updates } = method;
  const tasks = sequence(seed);
  const metric = meanSquaredErrorMetric;
  const given = { ...arriving, step, learner, tasks, metric, updates, seed, rounds, from };
  for await (const progress of online({ ...given, checkpoints: { store, every: 5 } })) {
    played.push(shown(progress));
    await writeFile(path, JSON.stringify(played));
    onRound(progress.round, progress.before);
  }
  if (from !== undefined) disposeTree(from.state);
  const last = await store.load('last');
  if (last === undefined) throw new Error(`online: no checkpoint in ${folder}.`);
  const { params, ...rest } = last.state;
  disposeTree(rest);
  return { rounds: played, params };
}

/** What fixed meta-parameters would have suffered on each task of the sequence: the comparator of regret. */
export async function inHindsight(
  { learner }: Method,
  params: ParamTree,
  seed: number,
  rounds: number,
): Promise<readonly number[]> {
  const tasks = sequence(seed);
  const suffered: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const task = await tasks.arrive(round);
    suffered.push(
      await judge({ learner, params, task, metric: meanSquaredErrorMetric, key: seedOf(seed).fold(round) }),
    );
    disposeTree(task);
  }
  return suffered;
}
