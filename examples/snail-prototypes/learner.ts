import { labelled, snailStack } from '@innerloop/blackbox';
import { crossEntropy, embedding, scope, squaredDistances, under, within } from '@innerloop/core';
import type { Learner, Model, ParamTree, Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

type Adapted = { readonly pasts: readonly Tree[]; readonly buffers: ParamTree; readonly prototypes: Tensor };

/**
 * SNAIL with a prototypical head: its causal layers read the support with its labels, a class is the mean of what they make of its examples, and
 * a query, which they read after the support, belongs to the nearest.
 */
export function snailWithPrototypes(model: Model, features: number, ways: number): Learner<Adapted> {
  const network = embedding(model);
  const attentions = [
    { keys: 32, values: 16 },
    { keys: 32, values: 16 },
  ];
  const stack = snailStack({ inputs: features + ways, length: ways + 1, filters: 32, attentions });
  const of = (params: ParamTree): ParamTree => scope(params, 'stack');
  const learner: Learner<Adapted> = {
    name: 'SNAIL with prototypes',
    kind: 'classification',
    ordered: true,
    ...network.told,
    specs: { ...network.specs, ...under('stack', stack.specs) },
    adapt(params, { x, y }, context) {
      const { features: embedded, buffers } = network.support(params, x, context);
      const { outputs, pasts } = stack.read(of(params), labelled(embedded, y), within(context, 'stack'));
      return { pasts, buffers, prototypes: tf.div(tf.matMul(y, outputs, true), tf.expandDims(tf.sum(y, 1), 2)) };
    },
    predict(params, { pasts, buffers, prototypes }, x, context) {
      const asked = labelled(network.query(params, buffers, x, context), { outputs: ways });
      return tf.neg(squaredDistances(stack.after(of(params), asked, pasts, within(context, 'stack')), prototypes));
    },
    objective: (params, adapted, query, context) =>
      crossEntropy(learner.predict(params, adapted, query.x, context), query.y),
  };
  return learner;
}
