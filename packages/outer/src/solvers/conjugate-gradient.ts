import { dotPerTask, mapParams, tidy } from '@innerloop/core';
import type { ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { curvesDown, plusScaled } from './linear-operator.js';
import type { Solver } from './linear-operator.js';

/** `a / b` where `b` is positive, 0 elsewhere: `[T]`. */
function quotient(a: Tensor, b: Tensor): Tensor {
  const positive = tf.greater(b, 0);
  return tf.where(positive, tf.div(a, tf.where(positive, b, tf.onesLike(b))), tf.zerosLike(a));
}

/** `size` is the square of the residual's norm, `[T]`. */
type Iterate = {
  readonly x: ParamTree;
  readonly residual: ParamTree;
  readonly direction: ParamTree;
  readonly size: Tensor;
  readonly negative: Tensor;
};

/**
 * Conjugate gradients from 0, every task with step lengths of its own. In exact arithmetic the error in the norm of a positive definite
 * `A` falls with every iteration, to 0 after as many as there are unknowns. A task that meets a direction without positive curvature, or
 * that has nothing left to do, stays where it is: the same operations for every task, whatever their values.
 *
 * @see Hestenes & Stiefel 1952, "Methods of Conjugate Gradients for Solving Linear Systems"
 */
export const conjugateGradient =
  (iterations: number): Solver =>
  (operator, b) => {
    const next = ({ x, residual, direction, size, negative }: Iterate): Iterate => {
      const image = operator(direction);
      const length = quotient(size, dotPerTask(direction, image));
      const left = plusScaled(residual, tf.neg(length), image);
      const after = dotPerTask(left, left);
      return {
        x: plusScaled(x, length, direction),
        residual: left,
        direction: plusScaled(left, quotient(after, size), direction),
        size: after,
        negative: tf.maximum(negative, curvesDown(direction, image)),
      };
    };
    const zero = mapParams(b, (tensor) => tf.zerosLike(tensor));
    const size = dotPerTask(b, b);
    let at: Iterate = { x: zero, residual: b, direction: b, size, negative: tf.zerosLike(size) };
    for (let i = 0; i < iterations; i++) {
      const from = at;
      at = tidy(() => next(from));
    }
    return { solution: at.x, negative: at.negative };
  };
