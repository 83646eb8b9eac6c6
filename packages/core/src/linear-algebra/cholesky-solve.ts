import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../contracts/tree.js';
import { InvalidDataError } from '../errors.js';
import { reshaped } from '../primitives/reshaped.js';

const real = (x: Tensor): Tensor => (x.dtype === 'float32' ? x : tf.cast(x, 'float32'));
const shown = (shape: Shape): string => `[${shape.join(', ')}]`;

function expectSystems(a: Tensor, b: Tensor): void {
  const n = a.shape.at(-1);
  const square = a.rank >= 2 && a.shape.at(-2) === n;
  const batch = a.shape.slice(0, -2);
  const fits = b.rank === a.rank && b.shape.at(-2) === n && batch.every((size, axis) => b.shape[axis] === size);
  if (square && fits) return;
  throw new InvalidDataError(
    `choleskySolve: expected matrices [..., n, n] and right-hand sides [..., n, m] with the same axes in front, got ${shown(a.shape)} and ${shown(b.shape)}. Broadcast the one that lacks an axis.`,
  );
}

/**
 * Solves symmetric positive definite systems, `X = A⁻¹ B`: `[..., n, n]` and `[..., n, m]` to `[..., n, m]`, float32.
 *
 * What counts of `A` is its symmetric part `(A + Aᵀ) / 2`. By elimination without pivots, which is Cholesky's factorisation without its
 * square roots; every engine of ours adds up in double precision. A system that is not positive definite gives NaN.
 *
 * Gradients flow to any order: `dB = A⁻¹ dX`, `dA = −(dB Xᵀ + X dBᵀ) / 2`, which are solves of the same systems again.
 *
 * @throws InvalidDataError if the shapes do not fit
 */
export function choleskySolve(a: Tensor, b: Tensor): Tensor {
  expectSystems(a, b);
  const [n, m] = b.shape.slice(-2) as [number, number];
  const batch = tf.util.sizeFromShape(a.shape.slice(0, -2));
  const systems = { a: reshaped(real(a), [batch, n, n]), b: reshaped(real(b), [batch, n, m]) };
  return reshaped(tf.engine().runKernel<Tensor>('CholeskySolve', systems), b.shape);
}
