import { leaf, mapParams, perTaskScalar } from '@innerloop/core';
import type { ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** A linear map of trees whose leaves are all per task, that mixes no tasks: T symmetric matrices, known by their products. */
export type LinearOperator = (v: ParamTree) => ParamTree;

/** Solves `A x = b`, one system a task, by a fixed number of products with `A`. */
export type Solver = (operator: LinearOperator, b: ParamTree) => ParamTree;

/** `v + factor · u`, leaf by leaf, with a number, or one a task. */
export const plusScaled = (v: ParamTree, factor: Tensor | number, u: ParamTree): ParamTree =>
  mapParams(v, (tensor, name) => {
    const scaled = typeof factor === 'number' ? factor : perTaskScalar(factor, tensor.rank);
    return tf.add(tensor, tf.mul(leaf(u, name), scaled));
  });
