import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import { reduceTo } from '../broadcast.js';

/** Names of inputs to save of which some may be left out: TensorFlow.js maps each name to its tensor, and would save what is not there. */
class WhatIsGiven extends Array<string> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  override map<V>(saved: (name: string, at: number, names: string[]) => V): V[] {
    return super.map(saved).filter((tensor) => tensor !== undefined && tensor !== null);
  }
}

type Saved = readonly [x: Tensor, mean: Tensor, variance: Tensor, scale?: Tensor];
type Gradients = Record<string, () => Tensor>;

/**
 * `y = (x − mean) / √(variance + ε) · scale + offset`, by those of the five that are given; statistics are of shape `[channels]` or of the rank of `x`.
 */
function normalize(dy: Tensor, [x, mean, variance, scale]: Saved, attrs: NamedAttrMap): Gradients {
  const inverse = (): Tensor => tf.rsqrt(tf.add(variance, attrs['varianceEpsilon'] as number));
  const factor = (): Tensor => (scale === undefined ? inverse() : tf.mul(inverse(), scale));
  const standard = (): Tensor => tf.mul(tf.sub(x, mean), inverse());
  return {
    x: () => tf.mul(dy, factor()),
    mean: () => reduceTo(tf.neg(tf.mul(dy, factor())), mean.shape),
    variance: () => {
      const half = tf.mul(tf.mul(factor(), inverse()), -0.5);
      return reduceTo(tf.mul(tf.mul(dy, standard()), half), variance.shape);
    },
    scale: () => reduceTo(tf.mul(dy, standard()), mean.shape),
    offset: () => reduceTo(tf.reshape(dy, dy.shape), mean.shape),
  };
}

/** Batch normalisation with given statistics, `tf.batchNorm`. Those computed by `tf.moments` are compositions of means and squares. */
export const normalization: readonly GradConfig[] = [
  {
    kernelName: 'FusedBatchNorm',
    inputsToSave: WhatIsGiven.from(['x', 'mean', 'variance', 'scale']),
    gradFunc: (dy, saved, attrs) => normalize(dy as Tensor, saved as unknown as Saved, attrs),
  },
];
