import { meanSquaredError } from '@innerloop/core';
import type { Learner } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** Predicts 0 everywhere, and learns nothing: its error is the scale of the targets. */
export const zeroPredictor: Learner<Record<string, never>> = {
  name: 'zero',
  specs: {},
  adapt: () => ({}),
  predict: (_params, _adapted, x) => tf.fill([...x.shape.slice(0, 2), 1], 0),
  objective: (params, adapted, query, context) =>
    meanSquaredError(zeroPredictor.predict(params, adapted, query.x, context), query.y),
};
