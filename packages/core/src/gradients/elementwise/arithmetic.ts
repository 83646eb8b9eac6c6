import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { ofConstant, ofInput, ofLinear, ofLinearPair, ofPair } from '../kernel-gradient.js';
import { inputsOfNode } from '../tape-node.js';
import { untaped } from '../stop-gradient.js';

type Compare = (a: Tensor, b: Tensor) => Tensor;

/** 1 where a comparison holds, a half where both are equal, else 0: a constant to every derivative. */
const share = (holds: Compare, a: Tensor, b: Tensor): Tensor =>
  untaped(() => {
    const [won, tied] = [holds(a, b), tf.equal(a, b)].map((truth) => tf.cast(truth, 'float32')) as [Tensor, Tensor];
    return tf.add(won, tf.mul(tied, 0.5));
  });

/** The larger or smaller of two: the gradient goes to it, and half to each where they are equal, as in PyTorch and JAX. */
const ofExtreme = (kernelName: string, first: Compare, second: Compare): GradConfig =>
  ofPair(
    kernelName,
    (dy, a, b) => tf.mul(dy, share(first, a, b)),
    (dy, a, b) => tf.mul(dy, share(second, a, b)),
  );

/** `a² + b²`, and 1 at the origin, where no angle has a slope: 0 is given there, as in PyTorch. */
function squaredRadius(a: Tensor, b: Tensor): Tensor {
  const radius = tf.add(tf.square(a), tf.square(b));
  return tf.add(
    radius,
    untaped(() => tf.cast(tf.equal(radius, 0), 'float32')),
  );
}

/** `2x` as a sum, which saves nothing for further derivatives. */
const twice = (x: Tensor): Tensor => tf.add(x, x);

/** The sum of any number of tensors of one shape hands `dy` to each. */
const addN: GradConfig = {
  kernelName: 'AddN',
  gradFunc: (dy, saved) => {
    const { shape } = dy as Tensor;
    return Object.fromEntries(
      Object.keys(inputsOfNode(saved)).map((name) => [name, () => tf.reshape(dy as Tensor, shape)]),
    );
  },
};

/**
 * Arithmetic of two tensors that broadcast. At a tie, `maximum` and `minimum` give half of the gradient to each argument.
 * `floorDiv` is constant almost everywhere; `mod` is `a − b·⌊a / b⌋`.
 */
export const arithmetic: readonly GradConfig[] = [
  ofLinearPair(
    'Add',
    (dy) => dy,
    (dy) => dy,
  ),
  ofLinearPair(
    'Sub',
    (dy) => dy,
    (dy) => tf.neg(dy),
  ),
  ofPair(
    'Multiply',
    (dy, _a, b) => tf.mul(dy, b),
    (dy, a) => tf.mul(dy, a),
  ),
  ofPair(
    'RealDiv',
    (dy, _a, b) => tf.div(dy, b),
    (dy, a, b) => tf.neg(tf.div(tf.mul(dy, tf.div(a, b)), b)),
  ),
  ofPair(
    'SquaredDifference',
    (dy, a, b) => tf.mul(dy, twice(tf.sub(a, b))),
    (dy, a, b) => tf.mul(dy, twice(tf.sub(b, a))),
  ),
  ofExtreme('Maximum', tf.greater, tf.less),
  ofExtreme('Minimum', tf.less, tf.greater),
  ofPair(
    'Mod',
    (dy) => dy,
    (dy, a, b) =>
      tf.mul(
        dy,
        untaped(() => tf.neg(tf.floor(tf.div(a, b)))),
      ),
  ),
  ofPair(
    'Atan2',
    (dy, a, b) => tf.mul(dy, tf.div(b, squaredRadius(a, b))),
    (dy, a, b) => tf.neg(tf.mul(dy, tf.div(a, squaredRadius(a, b)))),
  ),
  ofConstant('FloorDiv'),
  ofLinear('Neg', (dy) => tf.neg(dy)),
  ofInput('Abs', (dy, x) =>
    tf.mul(
      dy,
      untaped(() => tf.sign(x)),
    ),
  ),
  ofInput('Square', (dy, x) => tf.mul(dy, twice(x))),
  addN,
];
