import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Generations } from '../../src/tensorflow/generations.js';

describe('Generations', () => {
  it('gives the value of its key, never one that it has let go of, and keeps no more than two generations', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { maxLength: 80 }), fc.integer({ min: 1, max: 6 }), (keys, limit) => {
        const alive = new Set<object>();
        const values = new Generations<{ readonly key: number }>(limit, (value) => void alive.delete(value));
        for (const key of keys) {
          const value = values.of(String(key), () => {
            const made = { key };
            alive.add(made);
            return made;
          });
          expect(value.key).toBe(key);
          expect(alive.has(value)).toBe(true);
          expect(alive.size).toBeLessThanOrEqual(2 * limit);
        }
      }),
    );
  });

  it('keeps what is asked for in turn, and at once as much as its limit', () => {
    let made = 0;
    const values = new Generations<number>(3, () => undefined);
    for (let round = 0; round < 5; round++) for (const key of ['a', 'b', 'c']) values.of(key, () => made++);
    expect(made).toBe(3);
  });

  it('counts weights, and keeps even what weighs more than the limit', () => {
    const released: number[] = [];
    const values = new Generations<number>(10, (value) => released.push(value));
    values.of('heavy', () => 1, 50);
    expect(values.of('heavy', () => 2, 50)).toBe(1);
    values.of('next', () => 3, 50);
    expect(released).toEqual([]);
    values.of('last', () => 4, 50);
    expect(released).toEqual([1]);
  });
});
