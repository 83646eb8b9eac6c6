import { leaf, mapParams, tidy } from '@innerloop/core';
import type { Key, ParamTree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { squaredNorm } from '../trees/relative-error.js';

/** One directional derivative, both ways. */
export interface DirectionReport {
  /** The leaves that the direction moves: one leaf's name, or `all leaves`. */
  readonly leaves: string;
  readonly analytic: number;
  readonly numeric: number;
  /** Distance of the two, relative to the larger of them and of what is usual for a gradient of this norm, less what rounding alone explains. */
  readonly error: number;
}

/** Sum of the entries and sum of their absolute values, in double precision. */
interface Level {
  readonly sum: number;
  readonly size: number;
}

function levelAt(f: (at: ParamTree) => Tensor, at: ParamTree, direction: ParamTree, step: number): Level {
  const moved = (): ParamTree => ({
    ...at,
    ...mapParams(direction, (d, name) => tf.add(leaf(at, name), tf.mul(d, step))),
  });
  const value = tidy(() => f(moved()));
  const entries = Float64Array.from(value.dataSync());
  value.dispose();
  return { sum: entries.reduce((sum, x) => sum + x, 0), size: entries.reduce((sum, x) => sum + Math.abs(x), 0) };
}

/** Central differences at a step and at half of it, extrapolated (Richardson): the error is of the fourth power of the step. */
function slopeAlong(
  f: (at: ParamTree) => Tensor,
  at: ParamTree,
  direction: ParamTree,
  step: number,
): { readonly slope: number; readonly noise: number } {
  const levels = [step, -step, step / 2, -step / 2].map((distance) => levelAt(f, at, direction, distance));
  const [up, down, halfUp, halfDown] = levels.map(({ sum }) => sum) as [number, number, number, number];
  const coarse = (up - down) / (2 * step);
  const fine = (halfUp - halfDown) / step;
  const rounding = 2 ** -24 * Math.max(...levels.map(({ size }) => size));
  return { slope: (4 * fine - coarse) / 3, noise: (8 * rounding) / step };
}

const inner = (left: Tensor, right: Tensor): number => {
  const others = right.dataSync();
  return Float64Array.from(left.dataSync()).reduce((sum, entry, i) => sum + entry * (others[i] as number), 0);
};

/** How large the derivative along a random direction is in the mean, by a gradient of that norm: `‖g‖ ‖d‖ / √n`. */
function expectedSlope(grads: ParamTree, direction: ParamTree): number {
  const norm = (tree: ParamTree): number =>
    Math.sqrt(Object.keys(direction).reduce((sum, name) => sum + squaredNorm(leaf(tree, name)), 0));
  const entries = Object.values(direction).reduce((sum, tensor) => sum + tensor.size, 0);
  return (norm(grads) * norm(direction)) / Math.sqrt(entries);
}

/** Compares `grads` with differences of the sum of `f` along one random direction (standard normal) of some leaves. */
export function compareAlong(
  f: (at: ParamTree) => Tensor,
  grads: ParamTree,
  at: ParamTree,
  options: { readonly leaves: string; readonly names: readonly string[]; readonly key: Key; readonly step: number },
): DirectionReport {
  const { leaves, names, key, step } = options;
  const direction: ParamTree = Object.fromEntries(
    names.map((name) => [name, key.fold(name).draw('normal', leaf(at, name).shape)]),
  );
  const analytic = names.reduce((sum, name) => sum + inner(leaf(grads, name), leaf(direction, name)), 0);
  const { slope: numeric, noise } = slopeAlong(f, at, direction, step);
  const expected = expectedSlope(grads, direction);
  Object.values(direction).forEach((tensor) => tensor.dispose());
  const scale = Math.max(Math.abs(analytic), Math.abs(numeric), expected);
  const excess = Math.max(0, Math.abs(analytic - numeric) - noise);
  const known = Number.isFinite(analytic) && Number.isFinite(numeric);
  return { leaves, analytic, numeric, error: known ? excess / Math.max(scale, Number.MIN_VALUE) : Infinity };
}
