import { InvalidOptionError } from '@innerloop/core';

/** What a number option must be, in words, and whether a finite number is it. */
export interface NumberKind {
  readonly words: string;
  readonly holds: (value: number) => boolean;
}

export const positive: NumberKind = { words: 'a positive finite number', holds: (value) => value > 0 };
export const decay: NumberKind = {
  words: 'a number of at least 0 and below 1',
  holds: (value) => value >= 0 && value < 1,
};
export const finite: NumberKind = { words: 'a finite number', holds: () => true };
export const notNegative: NumberKind = { words: 'a finite number of at least 0', holds: (value) => value >= 0 };
export const count: NumberKind = {
  words: 'a positive integer',
  holds: (value) => Number.isInteger(value) && value > 0,
};

/**
 * The value of an option, if it is what it must be.
 *
 * @param option  the function and its option: `'sgd: learningRate'`
 * @param advice  what to do instead, a sentence
 * @throws InvalidOptionError that names the function, the option, what it must be and what it is
 */
export function checkedNumber(option: string, value: number, kind: NumberKind, advice: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || !kind.holds(value)) {
    throw new InvalidOptionError(`${option} must be ${kind.words}, got ${String(value)}. ${advice}`);
  }
  return value;
}
