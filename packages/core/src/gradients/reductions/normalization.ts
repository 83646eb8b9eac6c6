import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import { reduceTo } from '../broadcast.js';

/** `y = (x − mean) / √(variance + ε) · scale + offset`, by all five; statistics are of shape `[channels]` or of the rank of `x`. */
function normalize(dy: Tensor, saved: readonly Tensor[], attrs: NamedAttrMap): Record<string, () => Tensor> {
  const [x, mean, variance, scale] = saved as [Tensor, Tensor, Tensor, Tensor];
  const inverse = (): Tensor => tf.rsqrt(tf.add(variance, attrs['varianceEpsilon'] as number));
  const factor = (): Tensor => tf.mul(inverse(), scale);
  const standard = (): Tensor => tf.mul(tf.sub(x, mean), inverse());
  return {
    x: () => tf.mul(dy, factor()),
    mean: () => reduceTo(tf.neg(tf.mul(dy, factor())), mean.shape),
    variance: () => {
      const half = tf.mul(tf.mul(factor(), inverse()), -0.5);
      return reduceTo(tf.mul(tf.mul(dy, standard()), half), variance.shape);
    },
    scale: () => reduceTo(tf.mul(dy, standard()), scale.shape),
    offset: () => reduceTo(tf.reshape(dy, dy.shape), mean.shape),
  };
}

/** Batch normalisation with given statistics, `tf.batchNorm`. Those computed by `tf.moments` are compositions of means and squares. */
export const normalization: readonly GradConfig[] = [
  {
    kernelName: 'FusedBatchNorm',
    inputsToSave: ['x', 'mean', 'variance', 'scale'],
    gradFunc: (dy, saved, attrs) => normalize(dy as Tensor, saved, attrs),
  },
];
