import { differentiate, dot, leaf, mapParams, scope, seed, under, within } from '@innerloop/core';
import type { Batch, Context, Loss, Model, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

export const context: Context = { key: seed(5), mode: 'train', order: 'exact' };

/** The loss of a model on a batch as a function of its leaves below `model/`, its gradient, and its Hessian's products. */
export interface Objective {
  value(params: ParamTree): Tensor;
  gradient(params: ParamTree): ParamTree;
  /** `H(params) · direction`, as the gradient of `⟨∇L, direction⟩`. */
  curvature(params: ParamTree, direction: ParamTree): ParamTree;
}

export function objectiveOf(model: Model, loss: Loss, batch: Batch): Objective {
  const value = (params: ParamTree, at: Context = context): Tensor =>
    loss(model.apply(scope(params, 'model'), batch.x, within(at, 'model')), batch.y);
  return {
    value,
    gradient: (params) => differentiate(value, params, context).grads,
    curvature: (params, direction) =>
      differentiate((at) => dot(differentiate(value, at, context).grads, direction), params, context).grads,
  };
}

/** `a + factor · b`, leaf by leaf. */
export const plus = (a: ParamTree, factor: number, b: ParamTree): ParamTree =>
  mapParams(a, (tensor, name) => tf.add(tensor, tf.mul(leaf(b, name), factor)));

/** A tree of a constant. */
export const filled = (like: ParamTree, value: number): ParamTree =>
  mapParams(like, (tensor) => tf.fill(tensor.shape, value));

/** The leaves below `model/`, under their whole names. */
export const ofModel = (params: ParamTree): ParamTree => under('model', scope(params, 'model'));
