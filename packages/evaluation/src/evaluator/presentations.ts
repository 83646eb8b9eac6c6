import { InvalidOptionError, mapTree, rowsOf } from '@innerloop/core';
import type { Batch, TaskKind, Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** Answers at some examples of a support, and what was right there. */
export interface Presented<Y extends Tree> {
  readonly predictions: Tensor;
  readonly targets: Y;
}

/** How many examples of each class a support has, at least: of values, how many examples. */
function leastCount({ x, y }: Batch<Tree>, kind: TaskKind): number {
  if (kind !== 'classification' || !(y instanceof tf.Tensor)) return rowsOf(x);
  return tf.min(tf.sum(y, 1)).dataSync()[0] as number;
}

/**
 * Checks that every class is presented as often as is asked for.
 *
 * @throws InvalidOptionError if one is not
 */
export function expectPresented(support: Batch<Tree>, kind: TaskKind, presentations: readonly number[]): void {
  const most = presentations.at(-1) ?? 0;
  const least = leastCount(support, kind);
  if (most <= least) return;
  const what = kind === 'classification' ? `a class of the support has ${least} examples` : `the support has ${least}`;
  throw new InvalidOptionError(
    `evaluate: presentation ${most} is asked for, but ${what}. Evaluate with shots of at least ${most}, or ask for fewer.`,
  );
}

/**
 * The answers at the k-th presentation of each class, a row a class (one row of values): predictions `[T, N, ...outputs]` at every
 * example of the support become `[T, ways, ...outputs]`, and so do the targets.
 */
export function atPresentation<Y extends Tree>(
  predictions: Tensor,
  { y }: Batch<Y>,
  kind: TaskKind,
  k: number,
): Presented<Y> {
  if (kind !== 'classification' || !(y instanceof tf.Tensor)) {
    const place = tf.tensor1d([k - 1], 'int32');
    return { predictions: tf.gather(predictions, place, 1), targets: mapTree(y, (each) => tf.gather(each, place, 1)) };
  }
  const counts = tf.cumsum(y, 1);
  const chosen = tf.transpose(tf.mul(y, tf.cast(tf.equal(counts, k), 'float32')), [0, 2, 1]);
  const pick = <A extends Tree>(tree: A): A => mapTree(tree, (each) => tf.matMul(chosen, each));
  return { predictions: pick(predictions), targets: pick(y as Y) };
}
