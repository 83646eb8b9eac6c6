import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../../src/errors.js';
import { chooseWithoutReplacement, integerBelow, shuffled } from '../../src/keys/sampling.js';
import { seed } from '../../src/keys/seed.js';

describe('integerBelow', () => {
  it('gives each integer below n equally often, for an n that does not divide 2²⁴', () => {
    const numbers = seed(1).numbers();
    const counts = new Array<number>(7).fill(0);
    for (let at = 0; at < 14_000; at++) counts[integerBelow(7, numbers)]! += 1;
    expect(counts.reduce((sum, n) => sum + (n - 2000) ** 2 / 2000, 0)).toBeLessThan(25);
  });

  it('throws away the numbers that would favour small integers', () => {
    const scripted = [0xfffffe, 5].map((integer) => integer / 2 ** 24);
    expect(integerBelow(3 * 2 ** 22, () => scripted.shift() ?? 0)).toBe(5);
  });

  it('reaches integers above 2²⁴', () => {
    const numbers = seed(1).numbers();
    const drawn = Array.from({ length: 200 }, () => integerBelow(2 ** 40, numbers));
    expect(Math.max(...drawn)).toBeGreaterThan(0.95 * 2 ** 40);
    expect(drawn.some((integer) => integer % 2 === 1)).toBe(true);
  });

  it.each([0, -1, 1.5, NaN, 2 ** 49])('refuses n = %s', (n) => {
    expect(() => integerBelow(n, () => 0)).toThrow(InvalidOptionError);
  });
});

describe('chooseWithoutReplacement', () => {
  it('gives k different integers below n', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 40 }), fc.nat(), (value, k, more) => {
        const chosen = chooseWithoutReplacement(k + more, k, seed(value).numbers());
        expect(new Set(chosen).size).toBe(k);
        expect(chosen.every((integer) => integer >= 0 && integer < k + more)).toBe(true);
      }),
    );
  });

  it('gives all ordered pairs of 4 equally often', () => {
    const numbers = seed(2).numbers();
    const counts = new Map<string, number>();
    for (let at = 0; at < 12_000; at++) {
      const pair = chooseWithoutReplacement(4, 2, numbers).join();
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    expect(counts.size).toBe(12);
    expect([...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(35);
  });

  it('refuses more than there are', () => {
    expect(() => chooseWithoutReplacement(3, 4, () => 0)).toThrow(InvalidOptionError);
    expect(() => chooseWithoutReplacement(3, -1, () => 0)).toThrow(InvalidOptionError);
  });
});

describe('shuffled', () => {
  it('holds what the list holds, and leaves the list as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (list, value) => {
        const before = [...list];
        const after = shuffled(list, seed(value).numbers());
        expect(list).toEqual(before);
        expect([...after].sort((a, b) => a - b)).toEqual(before.sort((a, b) => a - b));
      }),
    );
  });

  it('depends on the numbers', () => {
    const list = Array.from({ length: 20 }, (_, at) => at);
    expect(shuffled(list, seed(1).numbers())).not.toEqual(shuffled(list, seed(2).numbers()));
  });
});
