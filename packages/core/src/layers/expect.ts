import type { Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../contracts/tree.js';
import { InvalidDataError, InvalidOptionError } from '../errors.js';

export const shown = (shape: Shape): string => `[${shape.join(', ')}]`;

/** @throws InvalidOptionError unless the value is an integer of at least `least` */
export function expectCount(where: string, option: string, value: number, least = 1): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new InvalidOptionError(`${where}: ${option} must be an integer of at least ${least}, got ${String(value)}.`);
}

/** @throws InvalidOptionError unless low ≤ value < high */
export function expectWithin(where: string, option: string, value: number, low: number, high: number): void {
  if (value >= low && value < high) return;
  throw new InvalidOptionError(`${where}: ${option} must be at least ${low} and below ${high}, got ${String(value)}.`);
}

/** One number for both image axes, or one for each: height, width. */
export type Pair = number | readonly [number, number];

/** @throws InvalidOptionError unless both are integers of at least 1 */
export function expectPair(where: string, option: string, value: Pair): readonly [number, number] {
  const [height, width] = typeof value === 'number' ? [value, value] : value;
  expectCount(where, option, height);
  expectCount(where, option, width);
  return [height, width];
}

/** @throws InvalidDataError unless `x` is `[T, N, …, features]` of any number of features */
export function expectExamples(where: string, x: Tensor): void {
  if (x.rank >= 3) return;
  throw new InvalidDataError(
    `${where}: expected x of shape [tasks, examples, …, features], got ${shown(x.shape)}. Give every example an axis of features.`,
  );
}

/** @throws InvalidDataError unless `x` is `[T, N, …, features]` */
export function expectFeatures(where: string, x: Tensor, features: number): void {
  if (x.rank >= 3 && x.shape.at(-1) === features) return;
  throw new InvalidDataError(
    `${where}: expected x of shape [tasks, examples, …, ${features}], got ${shown(x.shape)}. ` +
      `Build the layer for the data's last axis, or reshape the data.`,
  );
}

/** @throws InvalidDataError unless `x` is `[T, N, height, width, channels]` */
export function expectImages(where: string, x: Tensor, channels?: number): void {
  if (x.rank === 5 && (channels === undefined || x.shape[4] === channels)) return;
  throw new InvalidDataError(
    `${where}: expected images of shape [tasks, examples, height, width, ${channels ?? 'channels'}], got ${shown(x.shape)}.`,
  );
}
