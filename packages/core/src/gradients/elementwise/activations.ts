import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { reduceTo } from '../broadcast.js';
import { ofInput, real } from '../kernel-gradient.js';
import { untaped } from '../stop-gradient.js';

/** `λ` and `λ·α` of self-normalising networks (Klambauer et al. 2017, arXiv:1706.02515), as TensorFlow.js' kernels have them. */
const SELU_SCALE = 1.0507009873554805;
const SELU_SCALE_ALPHA = 1.7580993408473768;

/** The slope of a piecewise linear function: a constant to every further derivative. */
const slope = (f: () => Tensor): Tensor => untaped(f);

/** `exp(min(x, 0))`, which does not overflow where it is not used. */
const expBelow = (x: Tensor): Tensor => tf.exp(tf.minimum(x, 0));

function inside(x: Tensor, low: number, high: number, ends: boolean): Tensor {
  const [above, below] = ends
    ? [tf.greaterEqual(x, low), tf.lessEqual(x, high)]
    : [tf.greater(x, low), tf.less(x, high)];
  return tf.cast(tf.logicalAnd(above, below), 'float32');
}

/** `x` above 0 and `α·x` below, with `α` learned and broadcast. */
const prelu: GradConfig = {
  kernelName: 'Prelu',
  inputsToSave: ['x', 'alpha'],
  gradFunc: (gradient, saved) => {
    const dy = gradient as Tensor;
    const [x, alpha] = saved as [Tensor, Tensor];
    const below = (): Tensor => untaped(() => tf.sub(1, tf.step(real(x))));
    return {
      x: () =>
        tf.mul(
          dy,
          tf.add(
            untaped(() => tf.step(real(x))),
            tf.mul(below(), alpha),
          ),
        ),
      alpha: () => reduceTo(tf.mul(tf.mul(dy, below()), real(x)), alpha.shape),
    };
  },
};

function selu(dy: Tensor, x: Tensor): Tensor {
  const above = slope(() => tf.mul(tf.step(x), SELU_SCALE));
  const below = slope(() => tf.mul(tf.sub(1, tf.step(x)), SELU_SCALE_ALPHA));
  return tf.mul(dy, tf.add(above, tf.mul(below, expBelow(x))));
}

function sigmoid(dy: Tensor, x: Tensor): Tensor {
  const y = tf.sigmoid(x);
  return tf.mul(dy, tf.mul(y, tf.sub(1, y)));
}

/**
 * Activations. At a kink the gradient is TensorFlow's: 0 for `relu` and `relu6` at 0 (and at 6), the lower slope for `leakyRelu` and `prelu`,
 * and that of the inside for `clipByValue` at its ends.
 */
export const activations: readonly GradConfig[] = [
  ofInput('Relu', (dy, x) =>
    tf.mul(
      dy,
      slope(() => tf.step(x)),
    ),
  ),
  ofInput('Relu6', (dy, x) =>
    tf.mul(
      dy,
      slope(() => inside(x, 0, 6, false)),
    ),
  ),
  ofInput('LeakyRelu', (dy, x, attrs) =>
    tf.mul(
      dy,
      slope(() => tf.step(x, attrs['alpha'] as number)),
    ),
  ),
  ofInput('ClipByValue', (dy, x, attrs) => {
    const { clipValueMin, clipValueMax } = attrs as { clipValueMin: number; clipValueMax: number };
    return tf.mul(
      dy,
      slope(() => inside(x, clipValueMin, clipValueMax, true)),
    );
  }),
  ofInput('Elu', (dy, x) => tf.mul(dy, expBelow(x))),
  ofInput('Selu', selu),
  ofInput('Sigmoid', sigmoid),
  ofInput('Tanh', (dy, x) => tf.mul(dy, tf.sub(1, tf.square(tf.tanh(x))))),
  ofInput('Softplus', (dy, x) => tf.mul(dy, tf.sigmoid(x))),
  prelu,
];
