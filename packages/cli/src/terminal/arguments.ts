import { InvalidArgumentError } from 'commander';

function integer(text: string, least: number, expected: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < least)
    throw new InvalidArgumentError(`Expected ${expected}.`);
  return value;
}

export const positiveInteger = (text: string): number => integer(text, 1, 'a positive integer');

export const wholeNumber = (text: string): number => integer(text, Number.MIN_SAFE_INTEGER, 'an integer');

/** `0,1,5,10` */
export const numberList = (text: string): readonly number[] =>
  text.split(',').map((item) => integer(item, 0, 'integers of at least 0 with commas between, such as 0,1,5,10'));

/** Collects an option that may be repeated. */
export const repeated = (text: string, before: readonly string[]): readonly string[] => [...before, text];
