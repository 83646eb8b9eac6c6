import { align, leaf, normal, tasksOf, zeros } from '@innerloop/core';
import type { Model, ParamSpecs, ParamTree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

export interface ReferenceModelOptions {
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
}

/**
 * A network with one hidden layer, smooth, made of arithmetic and matMul only: `W₂ s(W₁ x + b₁) + b₂` with `s(z) = z / √(1 + z²)`.
 * The yardstick of testkit's own tests, right to any order on TensorFlow.js' own gradients.
 */
export function referenceModel({ inputs, hidden, outputs }: ReferenceModelOptions): Model {
  const specs: ParamSpecs = {
    'hidden/kernel': { shape: [inputs, hidden], initialize: normal(1) },
    'hidden/bias': { shape: [hidden], initialize: zeros },
    'head/kernel': { shape: [hidden, outputs], initialize: normal(1) },
    'head/bias': { shape: [outputs], initialize: zeros },
  };
  const affine = (params: ParamTree, layer: 'hidden' | 'head', x: Tensor): Tensor => {
    const aligned = (name: string): Tensor => align(leaf(params, name), specs[name] as (typeof specs)[string], 3);
    const kernel = tf.mul(aligned(`${layer}/kernel`), tf.ones([tasksOf(x), 1, 1]));
    return tf.add(tf.matMul(x, kernel), aligned(`${layer}/bias`));
  };
  return {
    specs,
    apply: (params, x) => {
      const z = affine(params, 'hidden', x);
      return affine(params, 'head', tf.div(z, tf.sqrt(tf.add(1, tf.square(z)))));
    },
  };
}
