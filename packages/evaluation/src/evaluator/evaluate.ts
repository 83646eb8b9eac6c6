import { disposeTree, DivergenceError, seed as seedOf } from '@innerloop/core';
import type { EpisodeSize, Seed, Tensor, Tree } from '@innerloop/core';
import { summarize } from '../statistics/summary.js';
import { sizeOf } from './head.js';
import { measure } from './measure.js';
import { countsOf, stepsOf } from './options.js';
import type { EvaluateOptions } from './options.js';
import type { EvaluationResult } from './result.js';

interface Chunk {
  /** The metric, `values[row][task]`. */
  readonly values: readonly (readonly number[])[];
  readonly size: EpisodeSize;
}

/** Tasks `first` … `first + count − 1` of the stream; leaves no tensor behind. */
async function measureTasks<Y extends Tree>(
  options: EvaluateOptions<Y>,
  steps: readonly number[] | undefined,
  root: Seed,
  first: number,
  count: number,
): Promise<Chunk> {
  const { tasks, params } = options;
  const episode = await tasks.sample({ seed: root.fold('tasks').from(first), tasks: count, params });
  let measured: Tensor | undefined;
  try {
    measured = measure(options, episode, steps, root.fold('evaluate').from(first));
    const flat = Array.from(await measured.data());
    const rows = steps?.length ?? 1;
    const values = Array.from({ length: rows }, (_, row) => flat.slice(row * count, (row + 1) * count));
    return { values, size: sizeOf(episode, tasks.kind) };
  } finally {
    disposeTree(measured === undefined ? episode : [episode, measured]);
  }
}

function checkFinite({ values }: Chunk, steps: readonly number[] | undefined, first: number, metric: string): void {
  values.forEach((row, i) => {
    const task = row.findIndex((value) => !Number.isFinite(value));
    if (task === -1) return;
    const after = steps === undefined ? '' : ` after ${steps[i]} adaptation steps`;
    throw new DivergenceError(
      `evaluate: the ${metric} of test task ${first + task} is ${row[task]}${after}. Adaptation diverged: lower the inner rate, take fewer steps, or clip.`,
    );
  });
}

/** A turn of the event loop, so that a page stays alive, and a signal or Ctrl-C is heard, between batches. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/**
 * Measures a learner on a fixed stream of test tasks: mean, spread and 95 % interval (`1.96 · std / √n` over n tasks) of a metric.
 *
 * Task i and the randomness of its adaptation come from the seed and i alone, so learners are compared on the same tasks, and the
 * batch changes no figure beyond rounding. With `steps`, a learner with an inner loop is measured after each of these numbers of
 * steps in one pass over the loop. The one driver of memory while it runs: the number of live tensors is the same after as before.
 *
 * @throws InvalidOptionError if a count is out of range, steps are asked of a learner without any, or the tasks have another
 *   number of classes than the learner's head
 * @throws DivergenceError at the first value that is not finite
 * @throws the signal's reason, an `AbortError` by default, between two batches once it is aborted
 */
export async function evaluate<Y extends Tree = Tensor>(options: EvaluateOptions<Y>): Promise<EvaluationResult> {
  const {
    learner,
    tasks,
    metric,
    seed,
    signal,
    onProgress,
    keepValues = false,
    normalization = learner.normalization ?? 'none',
  } = options;
  const steps = stepsOf(options);
  const { episodes, batch } = countsOf(options);
  const root = seedOf(seed);
  const chunks: Chunk[] = [];
  for (let first = 0; first < episodes; first += batch) {
    signal?.throwIfAborted();
    const count = Math.min(batch, episodes - first);
    const chunk = await measureTasks(options, steps, root, first, count);
    checkFinite(chunk, steps, first, metric.name);
    chunks.push(chunk);
    onProgress?.({ done: first + count, episodes });
    await turn();
  }
  const rows = (steps ?? [undefined]).map((count, row) => {
    const values = chunks.flatMap((chunk) => chunk.values[row] as readonly number[]);
    return {
      ...(count === undefined ? {} : { steps: count }),
      ...summarize(values),
      ...(keepValues ? { values } : {}),
    };
  });
  const { size } = chunks[0] as Chunk;
  const { name, better } = metric;
  return {
    learner: learner.name,
    tasks: tasks.name,
    kind: tasks.kind,
    size,
    metric: name,
    better,
    episodes,
    seed,
    normalization,
    rows,
  };
}
