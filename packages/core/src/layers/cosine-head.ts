import * as tf from '@tensorflow/tfjs-core';
import type { Model } from '../contracts/model.js';
import type { ParamSpec } from '../contracts/params.js';
import { InvalidOptionError } from '../errors.js';
import type { Initializer } from '../params/initializers.js';
import { glorotUniform, ones } from '../params/initializers.js';
import { leaf } from '../params/named.js';
import { unit } from '../comparisons/unit.js';
import { reshaped } from '../primitives/reshaped.js';
import { align } from '../task-axis/leaf.js';
import { expectCount, expectFeatures } from './expect.js';
import { rowsTimes } from './product.js';

export interface CosineHeadOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** Factor of all outputs: 2 for up to 200 classes, 10 for more, in the code of Chen et al. Default 10. */
  readonly scale?: number;
  /** A learned factor for each output, from 1 on. Default true. */
  readonly norms?: boolean;
  /** Of the directions; default `glorotUniform`. */
  readonly initializer?: Initializer;
}

/**
 * How alike the directions of examples and outputs are: `scale · norm_c · cos(x, w_c)`, `[T, N, …, inputs] → [T, N, …, outputs]`.
 *
 * A linear head without the lengths of features and weights, which differ from class to class by how often it was seen: the head of
 * Baseline++. Leaves: `kernel` `[inputs, outputs]`, of which only the directions count, and `norm` `[outputs]`, each shared or per task.
 *
 * @throws InvalidOptionError if a size is not a positive integer, or `scale` no positive finite number
 * @see Chen et al. 2019, "A Closer Look at Few-shot Classification", §3.2, arXiv:1904.04232
 */
export function cosineHead(options: CosineHeadOptions): Model {
  const { inputs, outputs, scale = 10, norms = true, initializer = glorotUniform } = options;
  expectCount('cosineHead', 'inputs', inputs);
  expectCount('cosineHead', 'outputs', outputs);
  if (!Number.isFinite(scale) || scale <= 0) {
    throw new InvalidOptionError(`cosineHead: scale must be a positive finite number, got ${scale}.`);
  }
  const kernel: ParamSpec = { shape: [inputs, outputs], initialize: initializer };
  const norm: ParamSpec = { shape: [outputs], initialize: ones };
  return {
    specs: norms ? { kernel, norm } : { kernel },
    apply(params, x) {
      expectFeatures('cosineHead', x, inputs);
      const directions = unit(align(leaf(params, 'kernel'), kernel, 3), 1);
      const cosines = reshaped(rowsTimes('cosineHead', unit(x, -1), directions), [...x.shape.slice(0, -1), outputs]);
      const scaled = tf.mul(cosines, scale);
      return norms ? tf.mul(scaled, align(leaf(params, 'norm'), norm, x.rank)) : scaled;
    },
  };
}
