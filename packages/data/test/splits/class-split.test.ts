import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { splitClasses, splitNames } from '../../src/splits/class-split.js';

const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 40 });

describe('splitClasses', () => {
  test.prop([names, fc.nat(), fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 4, maxLength: 4 })])(
    'by fractions gives disjoint splits of the asked sizes',
    (classes, seed, percents) => {
      const fractions = Object.fromEntries(splitNames.map((name, index) => [name, (percents[index] as number) / 100]));
      const split = splitClasses('test', classes, { ...fractions, seed });
      const all = splitNames.flatMap((name) => split[name]);
      expect(new Set(all).size).toBe(all.length);
      for (const name of splitNames) {
        expect(Math.abs(split[name].length - (fractions[name] as number) * classes.length)).toBeLessThanOrEqual(1);
      }
    },
  );

  test.prop([names, fc.nat()])(
    'by fractions does not depend on the order of the classes, and takes all when they add up to 1',
    (classes, seed) => {
      const fractions = { train: 0.6, validation: 0.2, test: 0.2, seed };
      const split = splitClasses('test', classes, fractions);
      expect(splitClasses('test', [...classes].reverse(), fractions)).toEqual(split);
      expect(splitNames.flatMap((name) => split[name]).sort()).toEqual([...classes].sort());
    },
  );

  it('by another seed gives another split', () => {
    const classes = Array.from({ length: 30 }, (_, index) => `c${index}`);
    expect(splitClasses('test', classes, { train: 0.5, seed: 1 })).not.toEqual(
      splitClasses('test', classes, { train: 0.5, seed: 2 }),
    );
  });

  it('refuses a class that is in two splits, and one that does not exist', () => {
    expect(() => splitClasses('test', ['a', 'b'], { train: ['a'], test: ['a'] })).toThrow(
      "class 'a' is listed in train and in test",
    );
    expect(() => splitClasses('test', ['a', 'b'], { train: ['a', 'x'] })).toThrow(
      '1 of the classes listed for train have no examples: x. There are: a, b.',
    );
    expect(() => splitClasses('test', ['a'], { train: 0.7, test: 0.7 })).toThrow('not exceed 1 together');
  });
});
