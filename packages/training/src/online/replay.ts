import { gatherRows, integerBelow, InvalidDataError, rowsOf, shuffled, tidy, zipTree } from '@innerloop/core';
import type { Batch, Episode, Seed, TaskDistribution, TaskKind, Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** The examples of one task that have arrived, `[1, n, …]`: borrowed. */
export interface Remembered<Y extends Tree = Tensor> {
  readonly examples: Batch<Y>;
  /** How many of them have arrived; the others are not touched. */
  readonly arrived: number;
}

export interface ReplayOptions<Y extends Tree = Tensor> {
  readonly memory: readonly Remembered<Y>[];
  readonly kind: TaskKind;
  /** Support examples a task. */
  readonly shots: number;
  /** Query examples a task. */
  readonly queries: number;
}

const rowsFrom = (part: readonly number[], count: number): Tensor =>
  tf.tensor1d(
    Array.from({ length: count }, (_, i) => part[i % part.length] as number),
    'int32',
  );

/** Rows of support and query that have none in common; where there are too few for that, each side sees its own more than once. */
function split(arrived: number, shots: number, queries: number, next: () => number): readonly [Tensor, Tensor] {
  const order = shuffled([...Array(arrived).keys()], next);
  const share = Math.round((arrived * shots) / (shots + queries));
  const cut = arrived >= shots + queries ? shots : Math.min(Math.max(share, 1), arrived - 1);
  return [rowsFrom(order.slice(0, cut), shots), rowsFrom(order.slice(cut), queries)];
}

function drawn<Y extends Tree>({ memory, shots, queries }: ReplayOptions<Y>, seed: Seed): Episode<Y> {
  const next = seed.numbers();
  const { examples, arrived } = memory[integerBelow(memory.length, next)] as Remembered<Y>;
  if (arrived < 2 || arrived > rowsOf(examples.x)) {
    throw new InvalidDataError(
      `replay: of a task ${arrived} examples have arrived of ${rowsOf(examples.x)}, but it takes 2 to learn from one and be judged on another. Let more arrive at once.`,
    );
  }
  const [support, query] = split(arrived, shots, queries, next);
  return { support: gatherRows(examples, support), query: gatherRows(examples, query) };
}

/**
 * Tasks that were met before, each as likely as the others: support and query are independent draws without replacement from what has
 * arrived of it.
 *
 * Task t of a request depends on `seed.task(t)` and the memory alone. Episodes have the same size whatever has arrived, so that a step may
 * be compiled; a task with fewer examples than that is cut in their proportion, and each side repeats its own.
 *
 * @throws InvalidDataError if fewer than two examples of a task have arrived
 */
export function replay<Y extends Tree = Tensor>(options: ReplayOptions<Y>): TaskDistribution<Y> {
  return {
    name: 'replay',
    kind: options.kind,
    sample: ({ seed, tasks }) =>
      Promise.resolve(
        tidy(() =>
          Array.from({ length: tasks }, (_, task) => drawn(options, seed.task(task))).reduce((left, right) =>
            zipTree<Episode<Y>>(left, right, (a, b) => tf.concat([a, b], 0)),
          ),
        ),
      ),
  };
}
