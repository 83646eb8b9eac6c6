import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { numberList, positiveInteger, wholeNumber } from '../../src/terminal/arguments.js';

describe('arguments', () => {
  it('are read as numbers', () => {
    expect([positiveInteger('5'), wholeNumber('-3'), numberList('0,1,5')]).toEqual([5, -3, [0, 1, 5]]);
  });

  it.each([
    [positiveInteger, '0'],
    [positiveInteger, '1.5'],
    [positiveInteger, ''],
    [wholeNumber, 'x'],
    [numberList, '1,,2'],
    [numberList, '-1'],
  ])('are refused by %o when they are %j', (read, text) => {
    expect(() => read(text)).toThrow(InvalidArgumentError);
  });
});
