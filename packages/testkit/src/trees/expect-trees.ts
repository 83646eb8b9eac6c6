import type { Tree } from '@innerloop/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { LawError } from '../laws/law.js';
import { bytesOf, sameBytes } from './bits.js';
import { pairLeaves } from './pairs.js';
import { squaredDistance, squaredNorm } from './relative-error.js';

export interface CloseOptions {
  /** Largest relative distance of a leaf. Default 1e-5: two analytic forms in single precision. */
  readonly tolerance?: number;
  /** Distance that is nothing at all, whatever the leaf's size. Default 1e-7. */
  readonly absolute?: number;
}

const titled = (name: string): string => (name === '' ? 'the tensor' : `'${name}'`);

/**
 * Throws unless every leaf is as near as `‖actual − expected‖ ≤ tolerance · size + absolute`;
 * a leaf's size is its norm, or a hundredth of the whole tree's where that is more.
 *
 * @throws LawError that names the leaves that are too far, with both values of their worst entry
 */
export function expectTreesClose(
  actual: Tree,
  expected: Tree,
  { tolerance = 1e-5, absolute = 1e-7 }: CloseOptions = {},
): void {
  const pairs = pairLeaves(actual, expected);
  const whole = Math.sqrt(pairs.reduce((sum, pair) => sum + squaredNorm(pair.expected), 0));
  const far = pairs.flatMap((pair) => {
    const distance = Math.sqrt(squaredDistance(pair.actual, pair.expected));
    const size = Math.max(Math.sqrt(squaredNorm(pair.expected)), whole / 100);
    if (distance <= tolerance * size + absolute) return [];
    return [
      `${titled(pair.name)} is off by ${(distance / size).toExponential(2)} of its size (${worstEntry(pair.actual, pair.expected)})`,
    ];
  });
  if (far.length > 0) throw new LawError(`Expected equal trees within ${tolerance}, but ${far.join('; ')}.`);
}

function worstEntry(actual: Tensor, expected: Tensor): string {
  const left = [...actual.dataSync()];
  const right = [...expected.dataSync()];
  const gaps = left.map((entry, i) => Math.abs(entry - (right[i] as number)));
  const worst = gaps.reduce((at, gap, i) => (gap > (gaps[at] as number) || Number.isNaN(gap) ? i : at), 0);
  return `entry ${worst}: ${left[worst]} instead of ${right[worst]}`;
}

/**
 * Throws unless both trees hold the same bits.
 *
 * @throws LawError that names the leaves that differ
 */
export function expectTreesEqual(actual: Tree, expected: Tree): void {
  const other = pairLeaves(actual, expected).filter((pair) => !sameBytes(bytesOf(pair.actual), bytesOf(pair.expected)));
  if (other.length > 0) {
    const shown = other.map((pair) => `${titled(pair.name)} (${worstEntry(pair.actual, pair.expected)})`);
    throw new LawError(`Expected the same bits, but they differ at ${shown.join(', ')}.`);
  }
}
