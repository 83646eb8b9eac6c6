import { InvalidOptionError, seed as seedOf } from '@innerloop/core';
import { choose } from '../random/choose.js';
import type { ClassSplit } from './class-split.js';

/** Classes carved from training, to select models on when the validation split is what is reported. */
export interface Holdout {
  /** How many. Default 0. */
  readonly holdout?: number | undefined;
  /** Which: another seed carves others. Default 0. */
  readonly holdoutSeed?: number | undefined;
}

/**
 * Moves some classes of the train split to the holdout split, whatever their order.
 *
 * @throws InvalidOptionError unless at least one is left to train on
 */
export function carveHoldout(where: string, split: ClassSplit, { holdout = 0, holdoutSeed = 0 }: Holdout): ClassSplit {
  if (holdout === 0) return split;
  const sorted = [...split.train].sort();
  if (!Number.isInteger(holdout) || holdout < 0 || holdout >= sorted.length) {
    throw new InvalidOptionError(
      `${where}: holdout must be a whole number of classes, fewer than the ${sorted.length} to train on, got ${holdout}.`,
    );
  }
  const chosen = choose(seedOf(holdoutSeed).fold('holdout').numbers(), sorted.length, holdout);
  const carved = new Set(chosen.map((index) => sorted[index] as string));
  return {
    ...split,
    train: split.train.filter((name) => !carved.has(name)),
    holdout: [...split.holdout, ...carved].sort(),
  };
}
