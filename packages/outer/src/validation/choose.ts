import { InvalidDataError, perTaskScalar, stopGradient, zipTree } from '@innerloop/core';
import type { Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** Something a task, and how bad it is, `[T]`. */
export interface Candidate<T extends Tree> {
  readonly value: T;
  readonly score: Tensor;
}

/** Larger than every loss; a score that is no number counts as that, so that what diverged is not chosen. */
const worst = 3e38;

const counted = (score: Tensor): Tensor => {
  const cut = stopGradient(score);
  return tf.where(tf.isNaN(cut), tf.fill(cut.shape, worst), cut);
};

/** A number that all tasks share, such as the count of a rule's steps, as one number a task. */
const ofEach = (value: Tensor, tasks: number): Tensor => (value.rank === 0 ? tf.mul(tf.ones([tasks]), value) : value);

/** `yes` for the tasks where `[T]` is one, `no` where it is zero. */
function each(truth: Tensor, yes: Tensor, no: Tensor): Tensor {
  const [tasks] = truth.shape as [number];
  const [chosen, other] = [ofEach(yes, tasks), ofEach(no, tasks)];
  if (chosen.shape[0] !== tasks) {
    throw new InvalidDataError(
      `crossValidated: an adapted value has the shape [${yes.shape.join(', ')}], but there are ${tasks} tasks. Only what is adapted per task can be chosen per task.`,
    );
  }
  return tf.where(tf.greater(tf.mul(tf.ones(chosen.shape), perTaskScalar(truth, chosen.rank)), 0), chosen, other);
}

const isBranch = (tree: Tree | undefined): tree is Readonly<Record<string, Tree>> =>
  typeof tree === 'object' && !(tree instanceof tf.Tensor) && !Array.isArray(tree);

/**
 * `f` of the tensors of equal names. What only one of them has, such as statistics of an inner step that the other does not take, stays: who
 * chose the other does not look at it.
 */
function joined(left: Tree, right: Tree, f: (left: Tensor, right: Tensor) => Tensor): Tree {
  if (!isBranch(left) || !isBranch(right)) return zipTree(left, right, f);
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return Object.fromEntries(
    [...names].map((name) => {
      const [one, other] = [left[name], right[name]];
      if (one === undefined || other === undefined) return [name, (one ?? other) as Tree];
      return [name, joined(one, other, f)];
    }),
  );
}

/** What was chosen of each task, and by whom: `[T]`, the place of the candidate. */
export type Choice<T extends Tree> = { readonly value: T; readonly place: Tensor };

/**
 * Of each task the value with the lowest score, of equal ones the first. By comparisons, without reading a score: it can be compiled.
 * Gradients flow through what is chosen, not through the scores.
 */
export function lowest<T extends Tree>(candidates: readonly [Candidate<T>, ...Candidate<T>[]]): Choice<T> {
  const [first, ...others] = candidates;
  let best = counted(first.score);
  let chosen: Choice<T> = { value: first.value, place: tf.zerosLike(best) };
  others.forEach((other, i) => {
    const score = counted(other.score);
    const better = tf.cast(tf.less(score, best), 'float32');
    const { value, place } = chosen;
    chosen = {
      value: joined(other.value, value, (yes, no) => each(better, yes, no)) as T,
      place: tf.where(tf.less(score, best), tf.fill(best.shape, i + 1), place),
    };
    best = tf.minimum(score, best);
  });
  return chosen;
}

/** Of each task what the candidate at its place says, `says(i)` for all tasks at once. */
export function fromPlace(place: Tensor, candidates: number, says: (place: number) => Tensor): Tensor {
  let said = says(0);
  for (let i = 1; i < candidates; i++) said = each(tf.cast(tf.equal(place, i), 'float32'), says(i), said);
  return said;
}
