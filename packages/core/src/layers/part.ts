import type { Tensor } from '@tensorflow/tfjs-core';
import type { Context, Model } from '../contracts/model.js';
import { within } from '../gradients/within.js';
import type { ParamTree } from '../contracts/tree.js';
import { leaf, scope } from '../params/named.js';

/**
 * Applies a model that is a part of another: its leaves stand below its name, its key is folded by it and its reports are prefixed.
 *
 * @throws InvalidDataError that names a missing leaf in full, where the part could only say that its own `kernel` is missing
 */
export function applyPart(part: Model, name: string, params: ParamTree, x: Tensor, context: Context): Tensor {
  for (const own of Object.keys(part.specs)) leaf(params, `${name}/${own}`);
  return part.apply(scope(params, name), x, within(context, name));
}
