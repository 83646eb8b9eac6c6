import { leaf, mapParams, tidy } from '@innerloop/core';
import type { ParamTree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Sum of the entries and sum of their absolute values, in double precision. */
interface Level {
  readonly sum: number;
  readonly size: number;
}

/** A directional derivative by finite differences. */
export interface Slope {
  readonly slope: number;
  /** What rounding may have done to it. */
  readonly noise: number;
  /** What a longer step may have done to it: how far the extrapolation moved it. */
  readonly doubt: number;
}

/** A function whose entries' sum is differentiated, a point and a direction. */
export interface Line {
  readonly f: (at: ParamTree) => Tensor;
  readonly at: ParamTree;
  readonly direction: ParamTree;
}

function levelAt({ f, at, direction }: Line, step: number): Level {
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
function slopeWith(line: Line, step: number): Slope {
  const levels = [step, -step, step / 2, -step / 2].map((distance) => levelAt(line, distance));
  const [up, down, halfUp, halfDown] = levels.map(({ sum }) => sum) as [number, number, number, number];
  const coarse = (up - down) / (2 * step);
  const fine = (halfUp - halfDown) / step;
  const slope = (4 * fine - coarse) / 3;
  const rounding = 2 ** -24 * Math.max(...levels.map(({ size }) => size));
  return { slope, noise: (8 * rounding) / step, doubt: Math.abs(slope - fine) };
}

/** The slope with a step, or with a shorter one where the function bends too much for it. */
export function slopeAlong(line: Line, step: number): Slope {
  let best = slopeWith(line, step);
  for (const shorter of [step / 4, step / 16]) {
    if (best.doubt <= 1e-3 * Math.abs(best.slope) + best.noise) break;
    const next = slopeWith(line, shorter);
    if (next.doubt + next.noise < best.doubt + best.noise) best = next;
  }
  return best;
}
