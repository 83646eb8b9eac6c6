import type { Resample } from '../picture-form.js';
import { filters } from './filters.js';

/** Weights are whole numbers in units of 2⁻²²: products with a byte, and their sums, are exact in 32 bits. */
export const precision = 22;

/** What sums begin with, so that cutting them off rounds them. */
export const HALF: number = 1 << (precision - 1);

/** Part of a side: from where to where, in pixels and their fractions. */
export type Span = readonly [from: number, to: number];

/** What one side of the output is made of: output i is the sum over t < count[i] of `weights[i · width + t]` times input `first[i] + t`. */
export interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Int32Array;
  readonly width: number;
  /** Input i is in the outputs from `user[i]` up to `userEnd[i]`. */
  readonly user: Int32Array;
  readonly userEnd: Int32Array;
  /** The weights in the order of the inputs: that of input i in output `user[i] + t` is at `i · users + t`. */
  readonly byInput: Int32Array;
  readonly users: number;
  /** The sum of an output's weights: 2²² but for rounding. */
  readonly total: Int32Array;
}

/** Input pixels an output pixel. Single precision, as Pillow has the part that is wanted: a sum that is near a half then rounds alike. */
export const scaleOf = ({ span: [from, to], size }: Side): number =>
  Math.fround(Math.fround(to) - Math.fround(from)) / size;

/** A side that is to be resampled. */
export interface Side {
  /** Pixels that there are. */
  readonly length: number;
  /** The part of them that is wanted. */
  readonly span: Span;
  /** Pixels that it becomes. */
  readonly size: number;
}

type Weighing = Exclude<Resample, 'nearest'>;

/** As many as pictures of a folder may have sizes, within some megabytes. */
const KEPT = 64;
const kept = new Map<string, Taps>();

/** The taps of a side; those asked for lately are kept. */
export function tapsOf(side: Side, filter: Weighing): Taps {
  const key = [filter, side.length, ...side.span, side.size].join(' ');
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = makeTaps(side, filter);
  const oldest = kept.keys().next();
  if (kept.size >= KEPT && oldest.done !== true) kept.delete(oldest.value);
  kept.set(key, made);
  return made;
}

/**
 * The filter, widened when shrinking, is centred on each output pixel and cut off at the ends of the picture; its weights are divided by
 * their sum.
 */
function makeTaps(side: Side, name: Weighing): Taps {
  const { length, span, size } = side;
  const filter = filters[name];
  const [from, scale] = [Math.fround(span[0]), scaleOf(side)];
  const stretch = Math.max(1, scale);
  const reach = filter.radius * stretch;
  const width = 2 * Math.ceil(reach) + 1;
  const users = Math.ceil((2 * reach + 2) / scale) + 1;
  const taps: Taps = {
    byInput: new Int32Array(length * users),
    users,
    first: new Int32Array(size),
    count: new Int32Array(size),
    weights: new Int32Array(size * width),
    width,
    user: new Int32Array(length).fill(size),
    userEnd: new Int32Array(length),
    total: new Int32Array(size),
  };
  for (let at = 0; at < size; at += 1) {
    const centre = from + (at + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach + 0.5));
    const end = Math.min(length, Math.trunc(centre + reach + 0.5));
    taps.first[at] = first;
    taps.count[at] = end - first;
    const weights = Array.from({ length: end - first }, (_, tap) =>
      filter.weight((first + tap - centre + 0.5) / stretch),
    );
    note(taps, at, fixedPoint(weights));
  }
  return taps;
}

/** Outputs come in order, so that the first to use an input is its first user. */
function note(taps: Taps, at: number, its: readonly number[]): void {
  const { first, weights, width, user, userEnd, byInput, users, total } = taps;
  weights.set(its, at * width);
  total[at] = its.reduce((sum, weight) => sum + weight, 0);
  for (let input = first[at] as number, tap = 0; tap < its.length; input += 1, tap += 1) {
    user[input] = Math.min(user[input] as number, at);
    userEnd[input] = at + 1;
    byInput[input * users + at - (user[input] as number)] = its[tap] as number;
  }
}

/** Weights of sum 1, rounded to the nearest unit, halves away from zero. */
function fixedPoint(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => {
    const scaled = (sum === 0 ? weight : weight / sum) * 2 ** precision;
    return Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
  });
}
