import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** The largest number of single precision: an infinite gradient is seen as this. */
const largest = 3.4028234e38;

/**
 * Numbers of any size as pairs of moderate ones, `[…, 1] → […, 2]`: `(log|x| / p, sign x)` where `|x| ≥ e^{−p}`, and `(−1, e^p x)` below.
 *
 * Written as `(log clip(|x|, e^{−p}) / p, clip(e^p x, −1, 1))`, which is the same and never takes the logarithm of zero. Finite for every
 * number, zero and infinity included; continuous; even in the first entry and odd in the second. Gradients flow, and are zero where an entry
 * is clipped.
 *
 * @param p  how small a number must be to be seen by its value: 10 by Ravi & Larochelle, 5 by Andrychowicz et al.'s code
 * @see Andrychowicz et al. 2016, "Learning to learn by gradient descent by gradient descent", arXiv:1606.04474
 */
export function logAndSign(x: Tensor, p: number): Tensor {
  const size = tf.clipByValue(tf.abs(x), Math.exp(-p), largest);
  const sign = tf.clipByValue(tf.mul(x, Math.exp(p)), -1, 1);
  return tf.concat([tf.div(tf.log(size), p), sign], x.rank - 1);
}
