import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { ofConstant, ofInput, ofLinear, ofLinearPair, ofPair } from '../kernel-gradient.js';
import { inputsOfNode } from '../tape-node.js';
import { untaped } from '../stop-gradient.js';

/** 1 where a comparison holds, else 0: a constant to every derivative. */
const where = (compare: () => Tensor): Tensor => untaped(() => tf.cast(compare(), 'float32'));

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
 * Arithmetic of two tensors that broadcast. At a tie, `maximum` and `minimum` give the whole gradient to their first argument, as TensorFlow does.
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
  ofPair(
    'Maximum',
    (dy, a, b) =>
      tf.mul(
        dy,
        where(() => tf.greaterEqual(a, b)),
      ),
    (dy, a, b) =>
      tf.mul(
        dy,
        where(() => tf.less(a, b)),
      ),
  ),
  ofPair(
    'Minimum',
    (dy, a, b) =>
      tf.mul(
        dy,
        where(() => tf.lessEqual(a, b)),
      ),
    (dy, a, b) =>
      tf.mul(
        dy,
        where(() => tf.greater(a, b)),
      ),
  ),
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
    (dy, a, b) => tf.mul(dy, tf.div(b, tf.add(tf.square(a), tf.square(b)))),
    (dy, a, b) => tf.neg(tf.mul(dy, tf.div(a, tf.add(tf.square(a), tf.square(b))))),
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
