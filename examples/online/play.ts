import { compile, compileLearner } from '@innerloop/compile';
import { cloneTree, disposeTree, meanSquaredErrorMetric as metric, seed as seedOf } from '@innerloop/core';
import type { Learner, ParamTree } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { judge, online, sequenceOf } from '@innerloop/training';
import type { Played, TaskSequence } from '@innerloop/training';
import type { Frame } from '../experiment/experiment.js';
import type { Method } from './methods.js';

/** Ten points of a sine curve, five at a time, judged on a hundred others. */
export const arriving = { chunk: 5, shots: 5, queries: 5, metaBatch: 4, enough: 0.5 } as const;
const sequence = (seed: number): TaskSequence => sequenceOf({ tasks: sinusoids({ shots: 10, queries: 100 }), seed });

/** A sequence as one method played it. */
export interface Course {
  readonly seed: number;
  readonly rounds: readonly Played[];
  /** What the meta-parameters of the end would have suffered on each task. */
  readonly hindsight: readonly number[];
}

const onFallback = (reason: string): void => console.warn(reason);

async function inHindsight(learner: Learner, params: ParamTree, seed: number, rounds: number): Promise<number[]> {
  const tasks = sequence(seed);
  const suffered: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const task = await tasks.arrive(round);
    suffered.push(await judge({ learner, params, task, metric, key: seedOf(seed).fold(round) }));
    disposeTree(task);
  }
  return suffered;
}

/** Plays the sequence of a seed from its beginning. */
export async function play(method: Method, seed: number, rounds: number, frame: Frame): Promise<Course> {
  const display = frame.progress(`${method.name}, seed ${seed}`);
  const learner = compileLearner(method.learner, { onFallback });
  const step = compile(method.step, { onFallback });
  const played: Played[] = [];
  let params: ParamTree = {};
  try {
    const { updates } = method;
    const given = { ...arriving, step, learner, tasks: sequence(seed), metric, updates, seed, rounds };
    for await (const round of online(given)) {
      played.push(round);
      display.update(round.round, rounds, `error ${round.before.toFixed(3)}`);
      if (round.round === rounds) params = cloneTree(round.params);
    }
    return { seed, rounds: played, hindsight: await inHindsight(learner, params, seed, rounds) };
  } finally {
    display.stop();
    disposeTree(params);
    step.dispose();
  }
}
