import { InvalidOptionError } from '@innerloop/core';
import type { AugmentationUnit } from './augmentation.js';

/** What all augmentations take. */
export interface UnitOption {
  /** What a change is drawn for: each `example` (the default), a `class` of a task with its support and query, or a whole `task`. */
  readonly per?: AugmentationUnit | undefined;
}

/** The least and the most of what is drawn, or how far to either side of no change. */
export type Spread = number | readonly [least: number, most: number];

/** Both ends of what is drawn. */
export type Range = readonly [least: number, most: number];

/** Both ends of a spread around a value that changes nothing. @throws InvalidOptionError unless they are finite and in order */
export function spread(where: string, name: string, value: Spread, none: number): Range {
  const [least, most] = typeof value === 'number' ? [none - value, none + value] : value;
  if (Number.isFinite(least) && Number.isFinite(most) && least <= most) return [least, most];
  throw refused(where, name, 'a number, not negative, or two in order', JSON.stringify(value));
}

/** Names the augmentation, its option and what it should be. */
export const refused = (where: string, name: string, expected: string, got: unknown): InvalidOptionError =>
  new InvalidOptionError(`${where}: ${name} must be ${expected}, got ${String(got)}.`);
