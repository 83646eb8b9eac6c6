import { dotPerTask, leaf, mapParams, perTaskScalar } from '@innerloop/core';
import type { ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** A linear map of trees whose leaves are all per task, that mixes no tasks: T symmetric matrices, known by their products. */
export type LinearOperator = (v: ParamTree) => ParamTree;

/** What a solver found. */
export interface Solved {
  readonly solution: ParamTree;
  /** 1 where the solver met a direction `p` with `pᵀ A p < 0`, so that `A` is not positive definite; else 0: `[T]`. */
  readonly negative: Tensor;
}

/** Solves `A x = b`, one system a task, by a fixed number of products with `A`. */
export type Solver = (operator: LinearOperator, b: ParamTree) => Solved;

/** Curvature below this share of `‖p‖ ‖A p‖` is rounding. */
const rounding = 1e-5;

/** Where `pᵀ A p` is negative, and not by rounding: 1 or 0, `[T]`. */
export function curvesDown(p: ParamTree, image: ParamTree): Tensor {
  const size = tf.sqrt(tf.mul(dotPerTask(p, p), dotPerTask(image, image)));
  return tf.cast(tf.less(dotPerTask(p, image), tf.mul(size, -rounding)), 'float32');
}

/** `v + factor · u`, leaf by leaf, with a number, or one a task. */
export const plusScaled = (v: ParamTree, factor: Tensor | number, u: ParamTree): ParamTree =>
  mapParams(v, (tensor, name) => {
    const scaled = typeof factor === 'number' ? factor : perTaskScalar(factor, tensor.rank);
    return tf.add(tensor, tf.mul(leaf(u, name), scaled));
  });
