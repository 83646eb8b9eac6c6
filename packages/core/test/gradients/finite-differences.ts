import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Of any number of tensors. */
export type TensorFunction = (...xs: Tensor[]) => Tensor;

/** A list of tensors, an element of the space that a function is defined on. */
type Point = readonly Tensor[];

const inner = (left: Point, right: Point): Tensor => tf.addN(left.map((x, i) => tf.sum(tf.mul(x, right[i] as Tensor))));

/** The gradient of a scalar function at a point, on the tape of any surrounding gradient; zero where the function does not depend. */
export function gradientAt(f: (xs: Point) => Tensor, xs: Point): Tensor[] {
  const { grads } = tf.engine().gradients(() => f(xs), [...xs], undefined, true);
  return xs.map((x, i) => grads[i] ?? tf.zeros(x.shape));
}

/** The scalar function `x ↦ ∂_v1 … ∂_vk Σ w·f(x)`, for directions v of number k. */
function directional(f: (xs: Point) => Tensor, directions: readonly Point[]): (xs: Point) => Tensor {
  return directions.reduce<(xs: Point) => Tensor>((g, v) => (xs) => inner(gradientAt(g, xs), v), f);
}

/** Numbers in (−1, 1) away from 0, from a counter: no two tests share state. */
export function numbersFrom(seed: number): (shape: readonly number[]) => Tensor {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 13), 0x297a2d39) >>> 0;
    return (((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 31 - 1) * 0.9;
  };
  return (shape) => tf.tensor(Array.from({ length: tf.util.sizeFromShape([...shape]) }, next), [...shape]);
}

const moved = (xs: Point, v: Point, step: number): Tensor[] =>
  xs.map((x, i) => tf.add(x, tf.mul(v[i] as Tensor, step)));

export interface Agreement {
  readonly analytic: number;
  readonly numeric: number;
}

/**
 * The derivative of order `order` of `Σ w·f`, once through the tape, once as the central difference of the tape's derivative of one order less.
 * All along random directions in all arguments at once, so that mixed derivatives count.
 */
export function derivatives(f: TensorFunction, xs: Point, order: number, step = 5e-3, seed = 1): Agreement {
  return tf.tidy(() => {
    const random = numbersFrom(seed);
    const weights = random(tf.tidy(() => f(...xs)).shape);
    const weighted = (at: Point): Tensor => tf.sum(tf.mul(f(...at), weights));
    const directions = Array.from({ length: order }, () => xs.map((x) => random(x.shape)));
    const last = directions[order - 1] as Point;
    const lower = directional(weighted, directions.slice(0, order - 1));
    const [ahead, behind] = [lower(moved(xs, last, step)), lower(moved(xs, last, -step))];
    const numeric = (ahead.dataSync()[0] as number) - (behind.dataSync()[0] as number);
    const analytic = directional(weighted, directions)(xs).dataSync()[0] as number;
    return { analytic, numeric: numeric / (2 * step) };
  });
}

/** How far the two are apart, relative to their size, where 1 is the least size that counts. */
export const distance = ({ analytic, numeric }: Agreement): number =>
  Math.abs(analytic - numeric) / Math.max(1, Math.abs(numeric));
