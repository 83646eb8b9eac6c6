import { rowsOf } from '@innerloop/core';
import type { Episode, Key, Shape, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** How many tasks, and of how many examples: a class each for classification. */
export interface EpisodeShape {
  readonly tasks: number;
  readonly shots: number;
  readonly queries: number;
}

/** Makes an episode of any size from a key; task t is drawn from the key's stream of task t. The caller owns the tensors. */
export type EpisodeMaker<Y extends Tree = Tensor> = (shape: EpisodeShape, key: Key) => Episode<Y>;

/**
 * Smooth regression tasks: `y = a · tanh(x w + b)` with `a`, `w` and `b` drawn a task; `x` is standard normal, `[T, N, inputs]`.
 */
export function regressionEpisodes({
  inputs = 1,
  outputs = 1,
}: { readonly inputs?: number; readonly outputs?: number } = {}): EpisodeMaker {
  return ({ tasks, shots, queries }, key) => {
    const weights = key.fold('weights').draw('normal', [inputs, outputs], tasks);
    const scale = tf.add(key.fold('scale').draw('uniform', [1, outputs], tasks), 0.5);
    const offset = key.fold('offset').draw('normal', [1, outputs], tasks);
    const batch = (label: string, rows: number): { x: Tensor; y: Tensor } => {
      const x = key.fold(label).draw('normal', [rows, inputs], tasks);
      return { x, y: tf.mul(scale, tf.tanh(tf.add(tf.matMul(x, weights), offset))) };
    };
    return { support: batch('support', shots), query: batch('query', queries) };
  };
}

/**
 * Classification tasks: a random centre a class and task, examples normally around it; labels one-hot `[T, N, ways]`, rows class by class.
 *
 * @param options.features  shape of one example
 */
export function classificationEpisodes({
  features,
  ways,
}: {
  readonly features: Shape;
  readonly ways: number;
}): EpisodeMaker {
  return ({ tasks, shots, queries }, key) => {
    const centres = key.fold('centres').draw('normal', [ways, 1, ...features], tasks);
    const batch = (label: string, each: number): { x: Tensor; y: Tensor } => {
      const spread = tf.mul(key.fold(label).draw('normal', [ways, each, ...features], tasks), 0.5);
      const x = tf.reshape(tf.add(centres, spread), [tasks, ways * each, ...features]);
      const classes = tf.reshape(tf.eye(ways), [1, ways, 1, ways]);
      const y = tf.reshape(tf.mul(classes, tf.ones([tasks, 1, each, 1])), [tasks, ways * each, ways]);
      return { x, y };
    };
    return { support: batch('support', shots), query: batch('query', queries) };
  };
}

/** The number of classes of a maker's episodes: rows of a support with one shot. 1 for regression. */
export const waysOf = (episodes: EpisodeMaker<Tree>, key: Key): number =>
  tf.tidy(() => rowsOf(episodes({ tasks: 1, shots: 1, queries: 1 }, key).support.x));
