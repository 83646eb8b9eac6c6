import { meanSquaredError, rowsOf, scope, tasksOf, under, within } from '@innerloop/core';
import type { Context, Learner, Loss, Model, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

export interface SetEncoderOptions {
  /** From an example and its target, side by side, to features: `[T, N, inputs + outputs] → [T, N, features]`. */
  readonly encoder: Model;
  /** From a query and the features of the support to a prediction: `[T, N, inputs + features] → [T, N, outputs]`. */
  readonly decoder: Model;
  readonly loss?: Loss;
}

/** The support in one vector a task: `[T, 1, features]`. */
type Encoded = { readonly support: Tensor };

/**
 * A black-box learner: a network that takes the support as an input and adapts no parameter.
 *
 * `r = mean over the support of encoder(x, y)`, prediction `decoder(x̂, r)`. The order of the support does not matter.
 *
 * @see Garnelo et al. 2018, "Conditional Neural Processes", arXiv:1807.01613, whose predicted variance it leaves out
 */
export function setEncoder({ encoder, decoder, loss = meanSquaredError }: SetEncoderOptions): Learner<Encoded> {
  const part = (name: string, model: Model, params: ParamTree, x: Tensor, context: Context): Tensor =>
    model.apply(scope(params, name), x, within(context, name));
  const learner: Learner<Encoded> = {
    name: 'set-encoder',
    specs: { ...under('encoder', encoder.specs), ...under('decoder', decoder.specs) },
    adapt: (params, { x, y }, context) => {
      const features = part('encoder', encoder, params, tf.concat([x, y], 2), { ...context, pass: 'support' });
      return { support: tf.mean(features, 1, true) };
    },
    predict: (params, { support }, x, context) => {
      const known = tf.mul(support, tf.fill([tasksOf(x), rowsOf(x), 1], 1));
      return part('decoder', decoder, params, tf.concat([x, known], 2), { ...context, pass: 'query' });
    },
    objective: (params, adapted, query, context) => loss(learner.predict(params, adapted, query.x, context), query.y),
  };
  return learner;
}

/** Predicts 0 everywhere, and learns nothing: its error is the scale of the targets. */
export const zeroPredictor: Learner<Record<string, never>> = {
  name: 'zero',
  specs: {},
  adapt: () => ({}),
  predict: (_params, _adapted, x) => tf.fill([...x.shape.slice(0, 2), 1], 0),
  objective: (params, adapted, query, context) =>
    meanSquaredError(zeroPredictor.predict(params, adapted, query.x, context), query.y),
};
