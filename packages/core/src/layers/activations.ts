import type { Tensor } from '@tensorflow/tfjs-core';
import type { Context, Model } from '../contracts/model.js';
import type { ParamTree } from '../contracts/tree.js';
import { scope } from '../params/named.js';
import { within } from '../gradients/within.js';
import { applyPart } from './part.js';
import type { Sequential } from './sequential.js';

const isSequential = (model: Model): model is Sequential => 'layers' in model;

/**
 * What each layer of a sequential model gives, in one pass: name → `[T, N, …]`, in order. A layer that is sequential itself is there as a
 * whole, `'block1'`, after its own layers, `'block1/conv'`. The last one is the value of the model.
 *
 * Gradients flow; reports reach the context as in `apply`.
 */
export function activationsOf(
  { layers }: Sequential,
  params: ParamTree,
  x: Tensor,
  context: Context,
): Readonly<Record<string, Tensor>> {
  const found: Record<string, Tensor> = {};
  let value = x;
  for (const [name, layer] of Object.entries(layers)) {
    if (isSequential(layer)) {
      const inner = activationsOf(layer, scope(params, name), value, within(context, name));
      for (const [own, tensor] of Object.entries(inner)) found[`${name}/${own}`] = tensor;
      value = Object.values(inner).at(-1) as Tensor;
    } else {
      value = applyPart(layer, name, params, value, context);
    }
    found[name] = value;
  }
  return found;
}
