import { constant, meanSquaredError } from '@innerloop/core';
import type { Batch, ParamTree, SequenceLearner, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** How alike x `[T, Q, 1]` is to each example `[T, N, 1]`, `[T, Q, N]`: `exp(−sharpness · distance²)`. */
function alikeness(params: ParamTree, x: Tensor, examples: Tensor): Tensor {
  const apart = tf.sub(x, tf.transpose(examples, [0, 2, 1]));
  return tf.exp(tf.neg(tf.mul(params['sharpness'] as Tensor, tf.square(apart))));
}

/** How much example i still counts when `now` examples are known: `½` to the number of those after it; nothing if it is not known yet. */
const counts = (examples: number, now: number): number[] =>
  Array.from({ length: examples }, (_, i) => (i < now ? 0.5 ** (now - 1 - i) : 0));

/** Adds up the targets of the examples that are like x, the latest ones most. */
export const recent: SequenceLearner<Batch> = {
  name: 'recent',
  ordered: true,
  specs: { sharpness: { shape: [1], initialize: constant(0.3) } },
  adapt: (_params, support) => support,
  predict: (params, { x, y }, asked) => {
    const known = x.shape[1] as number;
    const weights = tf.tensor(counts(known, known), [1, 1, known]);
    return tf.matMul(tf.mul(alikeness(params, asked, x), weights), y);
  },
  objective: (params, adapted, query, context) =>
    meanSquaredError(recent.predict(params, adapted, query.x, context), query.y),
  presentations: (params, { x, y }) => {
    const known = x.shape[1] as number;
    const weights = tf.tensor3d([Array.from({ length: known }, (_, now) => counts(known, now))]);
    return tf.matMul(tf.mul(alikeness(params, x, x), weights), y);
  },
};
