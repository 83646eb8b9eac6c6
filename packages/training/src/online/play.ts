import { disposeTree, DivergenceError, rowsOf } from '@innerloop/core';
import type { Episode, MetaState, Resident, Seed, Tree } from '@innerloop/core';
import { firstNotFinite } from '../trainer/metrics.js';
import { judge } from './judge.js';
import type { OnlineCounts, OnlineOptions } from './options.js';
import { replay } from './replay.js';
import type { Remembered } from './replay.js';

/** The metric once some examples of the round's task have arrived. */
export interface Arrival {
  readonly examples: number;
  readonly value: number;
}

/** What a round showed. */
export interface Played {
  /** The metric of its task with what was known before it, adapted to all its examples: what the learner suffers, `f_t(U_t(w_t))`. */
  readonly before: number;
  /** The same after the round's updates. */
  readonly after: number;
  /** After each arrival and its updates. */
  readonly arrivals: readonly Arrival[];
  /** Examples until the metric was `enough`; absent where it never was. */
  readonly needed?: number;
}

/** All that a round works on. */
export interface Table<State extends MetaState, Y extends Tree> {
  readonly options: OnlineOptions<State, Y>;
  readonly counts: OnlineCounts;
  readonly resident: Resident<State, Y>;
  /** The tasks so far, the round's own last. */
  readonly memory: readonly Remembered<Y>[];
  readonly at: Seed;
  readonly round: number;
}

async function update<State extends MetaState, Y extends Tree>(
  { options, counts, resident, memory, round }: Table<State, Y>,
  at: Seed,
): Promise<void> {
  const { shots, queries, metaBatch } = counts;
  const tasks = replay({ memory, kind: options.tasks.kind, shots, queries });
  const episode = await tasks.sample({ seed: at.fold('tasks'), tasks: metaBatch, params: {} });
  try {
    const bad = firstNotFinite(await resident.run(episode, at.fold('step')));
    if (bad === undefined) return;
    throw new DivergenceError(
      `online: ${bad.name} became ${bad.value} in round ${round + 1}. Lower the learning rates, or wrap the outer rule with clipByNorm; checkpoints are those of the rounds before.`,
    );
  } finally {
    disposeTree(episode);
  }
}

/** The numbers of examples after which the metric is measured. */
const milestones = (total: number, chunk = total): readonly number[] =>
  Array.from({ length: Math.ceil(total / chunk) }, (_, i) => Math.min(total, (i + 1) * chunk));

/** One round: its task arrives piece by piece, and after each piece all that was met is learned from. */
export async function play<State extends MetaState, Y extends Tree>(
  table: Table<State, Y>,
  task: Episode<Y>,
): Promise<Played> {
  const { options, counts, resident, memory, at } = table;
  const { learner, metric, enough } = options;
  const judged = async (examples: number): Promise<number> => {
    const state = resident.state();
    try {
      return await judge({ learner, params: state.params, task, metric, key: at.fold('judge'), examples });
    } finally {
      disposeTree(state);
    }
  };
  const total = rowsOf(task.support.x);
  const before = await judged(total);
  const arrivals: Arrival[] = [];
  for (const arrived of milestones(total, counts.chunk)) {
    const known = { ...table, memory: [...memory, { examples: task.support, arrived }] };
    for (let i = 0; i < counts.updates; i++) await update(known, at.fold(arrived).fold(i));
    arrivals.push({ examples: arrived, value: await judged(arrived) });
  }
  const learned = arrivals.find(({ value }) => isEnough(value, enough, metric.better));
  const { value: after } = arrivals.at(-1) as Arrival;
  return { before, after, arrivals, ...(learned === undefined ? {} : { needed: learned.examples }) };
}

const isEnough = (value: number, enough: number | undefined, better: 'higher' | 'lower'): boolean =>
  enough !== undefined && (better === 'higher' ? value >= enough : value <= enough);
