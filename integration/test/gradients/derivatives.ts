import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

type Scalar = (...xs: Tensor[]) => Tensor;

/** The gradients of a function, whose results are added up; zeros where it does not depend on an argument. */
export const gradientsOf =
  (f: Scalar) =>
  (...xs: Tensor[]): Tensor[] => {
    const { grads } = tf.engine().gradients(() => tf.sum(f(...xs)), xs, undefined, true);
    return xs.map((x, i) => (grads as (Tensor | null)[])[i] ?? tf.zerosLike(x));
  };

/** Another number for each entry, so that no symmetry hides a derivative: 1, 2, 3, … */
export const weightsOf = (x: Tensor): Tensor => tf.add(tf.range(0, x.size, 1, 'float32'), 1);

/** The gradient, or that along the weights: `Σ_j j · ∂²f / ∂x_i ∂x_j`. */
export const derivative =
  (f: Scalar, order: 1 | 2) =>
  (x: Tensor): Tensor =>
    order === 1
      ? (gradientsOf(f)(x)[0] as Tensor)
      : (gradientsOf((at) => tf.mul(gradientsOf(f)(at)[0] as Tensor, weightsOf(x)))(x)[0] as Tensor);

/** By central differences of values, or of the values of the second order along the weights. */
export function byDifferences(f: Scalar, order: 1 | 2, x: readonly number[]): number[] {
  const step = order === 1 ? 1e-2 : 2e-2;
  const at = (point: readonly number[]): number => tf.tidy(() => f(tf.tensor1d([...point])).dataSync()[0] as number);
  const along = (i: number, by: number): number[] => x.map((value, j) => (i === j ? value + by : value));
  const all = (point: readonly number[], by: number): number[] => point.map((value, j) => value + (j + 1) * by);
  return x.map((_, i) => {
    const [ahead, behind] = [along(i, step), along(i, -step)];
    if (order === 1) return (at(ahead) - at(behind)) / (2 * step);
    const slope = (point: readonly number[]): number => (at(all(point, step)) - at(all(point, -step))) / (2 * step);
    return (slope(ahead) - slope(behind)) / (2 * step);
  });
}
