import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShapeCache } from '../../src/runtime/shape-cache.js';

describe('ShapeCache', () => {
  it('gives what was made for the same shapes and flags, and never what was made for others', () => {
    const shape = fc.array(fc.nat(3), { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(shape, shape, fc.nat(2)), { maxLength: 60 }), (keys) => {
        const cache = new ShapeCache<string>();
        const made = new Set<string>();
        for (const [first, second, flags] of keys) {
          const name = JSON.stringify([first, second, flags]);
          const known = made.has(name);
          const make = (): string => {
            expect(known).toBe(false);
            made.add(name);
            return name;
          };
          expect(cache.of(first, second, flags, make)).toBe(name);
        }
      }),
    );
  });

  it('does not follow later changes of the arrays that it was given', () => {
    const cache = new ShapeCache<number>();
    const shape = [2, 3];
    cache.of(shape, [], 0, () => 1);
    shape[0] = 5;
    expect(cache.of([2, 3], [], 0, () => 2)).toBe(1);
  });

  it('does not grow without end under ever new shapes', () => {
    const cache = new ShapeCache<number>();
    let made = 0;
    const at = (size: number): number => cache.of([size], [], 0, () => ++made);
    for (let size = 0; size < 10_000; size++) at(size);
    expect(made).toBe(10_000);
    expect(at(9999)).toBe(10_000);
    at(0);
    expect(made).toBe(10_001);
  });
});
