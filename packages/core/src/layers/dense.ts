import * as tf from '@tensorflow/tfjs-core';
import type { Model } from '../contracts/model.js';
import type { ParamSpec } from '../contracts/params.js';
import { leaf } from '../params/named.js';
import type { Initializer } from '../params/initializers.js';
import { glorotUniform, zeros } from '../params/initializers.js';
import { reshaped } from '../primitives/reshaped.js';
import { align } from '../task-axis/leaf.js';
import { expectCount, expectFeatures } from './expect.js';
import { rowsTimes } from './product.js';

export interface DenseOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** Default true. */
  readonly bias?: boolean;
  /** Of the kernel; default `glorotUniform`. The bias starts at zero. */
  readonly initializer?: Initializer;
}

/**
 * A fully connected layer, `x · kernel + bias`: `[T, N, …, inputs] → [T, N, …, outputs]`.
 *
 * Leaves: `kernel` `[inputs, outputs]`, `bias` `[outputs]`, each shared or per task.
 *
 * @throws InvalidOptionError if a size is not a positive integer
 */
export function dense({ inputs, outputs, bias = true, initializer = glorotUniform }: DenseOptions): Model {
  expectCount('dense', 'inputs', inputs);
  expectCount('dense', 'outputs', outputs);
  const kernel: ParamSpec = { shape: [inputs, outputs], initialize: initializer };
  const shift: ParamSpec = { shape: [outputs], initialize: zeros };
  return {
    specs: bias ? { kernel, bias: shift } : { kernel },
    apply(params, x) {
      expectFeatures('dense', x, inputs);
      const product = rowsTimes('dense', x, align(leaf(params, 'kernel'), kernel, 3));
      const value = reshaped(product, [...x.shape.slice(0, -1), outputs]);
      return bias ? tf.add(value, align(leaf(params, 'bias'), shift, x.rank)) : value;
    },
  };
}
