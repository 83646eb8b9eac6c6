import { seed } from '@innerloop/core';
import type { Context, Learner, Model, ParamTree, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

export const context: Context = { key: seed(5), mode: 'test', order: 'first' };

/** Compares examples as they are. */
export const asTheyAre: Model = { specs: {}, apply: (_params, x) => tf.clone(x) };

/** Predictions `[queries][ways]` of one task, whose support is given class by class. */
export function predictionsOf<A extends Tree>(
  learner: Learner<A>,
  support: number[][][],
  query: number[][],
  params: ParamTree = {},
): number[][] {
  return tf.tidy(() => {
    const x = tf.tensor3d([support.flat()]);
    const classes = support.flatMap((examples, i) => examples.map(() => i));
    const y = tf.expandDims(tf.cast(tf.oneHot(tf.tensor1d(classes, 'int32'), support.length), 'float32'), 0);
    const adapted = learner.adapt(params, { x, y }, context);
    const found = learner.predict(params, adapted, tf.tensor3d([query]), context);
    return (found.arraySync() as number[][][])[0] as number[][];
  });
}

export const probabilities = (logits: number[]): number[] => {
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
  return logits.map((logit) => Math.exp(logit) / total);
};
