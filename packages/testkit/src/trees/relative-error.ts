import type { Tree } from '@innerloop/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { pairLeaves } from './pairs.js';

/** Square of the Euclidean length of the entries, summed in double precision. */
export const squaredNorm = (tensor: Tensor): number =>
  Float64Array.from(tensor.dataSync()).reduce((sum, entry) => sum + entry * entry, 0);

/** Square of the Euclidean distance of two tensors of one shape, summed in double precision. */
export function squaredDistance(left: Tensor, right: Tensor): number {
  const others = right.dataSync();
  return Float64Array.from(left.dataSync()).reduce((sum, entry, i) => sum + (entry - (others[i] as number)) ** 2, 0);
}

/**
 * `‖actual − expected‖ / ‖expected‖` over all entries of all tensors: 0 where both are zero, infinite where only `expected` is.
 *
 * @throws InvalidDataError if the trees differ in form
 */
export function relativeError(actual: Tree, expected: Tree): number {
  const pairs = pairLeaves(actual, expected);
  const distance = Math.sqrt(pairs.reduce((sum, pair) => sum + squaredDistance(pair.actual, pair.expected), 0));
  const size = Math.sqrt(pairs.reduce((sum, pair) => sum + squaredNorm(pair.expected), 0));
  return distance === 0 ? 0 : distance / size;
}
