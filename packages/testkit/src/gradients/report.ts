import { seed } from '@innerloop/core';
import type { Key, ParamTree } from '@innerloop/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { LawError } from '../laws/law.js';
import { compareAlong } from './differences.js';
import type { DirectionReport } from './differences.js';

export interface DifferenceOptions {
  /** Random directions through all leaves at once, besides one through each leaf. Default 2. */
  readonly directions?: number;
  /** Step of the differences, for entries that are moved by about as much. Default 1e-2: single precision. */
  readonly step?: number;
  /** Largest relative error of a directional derivative. Default 1e-2. */
  readonly tolerance?: number;
  /** Of the directions. Default a fixed one. */
  readonly key?: Key;
}

export interface GradientReport {
  /** Largest relative error. */
  readonly worst: number;
  readonly directions: readonly DirectionReport[];
}

/**
 * Compares gradients with finite differences of the sum of `f`'s entries, along random directions of all leaves and of each leaf of `grads`.
 *
 * @throws LawError that names the leaves where they differ, with both numbers
 */
export function compareWithDifferences(
  f: (at: ParamTree) => Tensor,
  grads: ParamTree,
  at: ParamTree,
  { directions = 2, step = 1e-2, tolerance = 1e-2, key = seed(0) }: DifferenceOptions = {},
): GradientReport {
  const names = Object.keys(grads);
  const joint = Array.from({ length: directions }, (_, i) => ({ leaves: 'all leaves', names, key: key.fold(i), step }));
  const single = names.map((name) => ({ leaves: name, names: [name], key: key.fold('single'), step }));
  const found = [...joint, ...(names.length > 1 ? single : [])].map((options) => compareAlong(f, grads, at, options));
  const wrong = found.filter(({ error }) => !(error <= tolerance));
  if (wrong.length > 0) {
    const lines = wrong.map(
      ({ leaves, analytic, numeric, error }) =>
        `${leaves}: gradient ${analytic}, finite differences ${numeric} (relative error ${error.toPrecision(3)})`,
    );
    throw new LawError(
      `Gradients disagree with finite differences beyond ${tolerance} along a direction of\n  ${lines.join('\n  ')}`,
    );
  }
  return { worst: Math.max(0, ...found.map(({ error }) => error)), directions: found };
}
