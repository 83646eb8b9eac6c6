import { leaf } from '@innerloop/core';
import type { Key, ParamTree } from '@innerloop/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { squaredNorm } from '../trees/relative-error.js';
import { slopeAlong } from './slopes.js';

/** One directional derivative, both ways. */
export interface DirectionReport {
  /** The leaves that the direction moves: one leaf's name, or `all leaves`. */
  readonly leaves: string;
  readonly analytic: number;
  readonly numeric: number;
  /** Distance of the two, less what rounding alone explains, relative to the larger of them and of what such a gradient usually gives. */
  readonly error: number;
}

const inner = (left: Tensor, right: Tensor): number => {
  const others = right.dataSync();
  return Float64Array.from(left.dataSync()).reduce((sum, entry, i) => sum + entry * (others[i] as number), 0);
};

const normOf = (tensors: readonly Tensor[]): number =>
  Math.sqrt(tensors.reduce((sum, tensor) => sum + squaredNorm(tensor), 0));

/** The root mean square of all entries. */
const typical = (tensors: readonly Tensor[]): number =>
  normOf(tensors) / Math.sqrt(tensors.reduce((sum, tensor) => sum + tensor.size, 0));

/**
 * What a random direction usually gives: the length of the direction times the root mean square of the gradient's entries there,
 * or a hundredth of that of the whole gradient, beside which a leaf that hardly matters cannot be told from rounding.
 */
function usualSlope(grads: ParamTree, direction: ParamTree): number {
  const own = Object.keys(direction).map((name) => leaf(grads, name));
  return normOf(Object.values(direction)) * Math.max(typical(own), typical(Object.values(grads)) / 100);
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
  const { slope: numeric, noise } = slopeAlong({ f, at, direction }, step);
  const usual = usualSlope(grads, direction);
  Object.values(direction).forEach((tensor) => tensor.dispose());
  const scale = Math.max(Math.abs(analytic), Math.abs(numeric), usual);
  const excess = Math.max(0, Math.abs(analytic - numeric) - noise);
  const known = Number.isFinite(analytic) && Number.isFinite(numeric);
  return { leaves, analytic, numeric, error: known ? excess / Math.max(scale, Number.MIN_VALUE) : Infinity };
}
