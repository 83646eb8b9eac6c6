import { fc, test } from '@fast-check/vitest';
import { seed } from '@innerloop/core';
import { describe, expect, it } from 'vitest';
import { affine } from '../../src/index.js';
import type { AffineOptions } from '../../src/index.js';

const changed = (image: readonly number[], shape: readonly number[], options: AffineOptions): number[] => {
  const example = Float32Array.from(image);
  affine(options)(seed(1), shape)(example);
  return Array.from(example);
};
const sizes = fc.record({ height: fc.integer({ min: 1, max: 6 }), width: fc.integer({ min: 1, max: 6 }) });
const pixels = (count: number): number[] => Array.from({ length: count }, (_, i) => Math.fround(Math.sin(i * i + 1)));

describe('affine', () => {
  test.prop([sizes, fc.integer({ min: 1, max: 3 }), fc.constantFrom(0, 360, -720)])(
    'leaves images as they are, bit for bit, without a change and after whole turns',
    ({ height, width }, channels, rotation) => {
      const image = pixels(height * width * channels);
      expect(changed(image, [height, width, channels], { shear: 0, scale: 1, rotation })).toEqual(image);
    },
  );

  test.prop([fc.integer({ min: 2, max: 7 })])('turns counter-clockwise by quarters', (n) => {
    const image = pixels(n * n);
    // What was in the last column, from above, is the first row.
    const turned = Array.from({ length: n * n }, (_, i) => image[(i % n) * n + (n - 1 - Math.floor(i / n))] as number);
    changed(image, [n, n], { rotation: 90 }).forEach((value, i) => expect(value).toBeCloseTo(turned[i] as number, 5));
  });

  it('keeps colours together', () => {
    const image = pixels(3 * 3 * 2);
    const one = (channel: number): number[] => image.filter((_, i) => i % 2 === channel);
    const both = changed(image, [3, 3, 2], { rotation: 30, shear: 10 });
    for (const channel of [0, 1]) {
      const alone = changed(one(channel), [3, 3], { rotation: 30, shear: 10 });
      expect(both.filter((_, i) => i % 2 === channel)).toEqual(alone);
    }
  });

  it('grows what is shown: a point of the centre row moves away from the centre', () => {
    const image = [0, 0, 0, 0, 0, 0, 0, 0, 1];
    const row = [...Array<number>(36).fill(0), ...image, ...Array<number>(36).fill(0)];
    const smaller = changed(row, [9, 9], { scale: 0.5 }).slice(36, 45);
    expect(smaller).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 0]);
  });

  it('slants: the upper half moves one way, the lower the other, by a column a row at 45°', () => {
    const column = Array.from({ length: 25 }, (_, i) => (i % 5 === 2 ? 1 : 0));
    const slanted = changed(column, [5, 5], { shear: 45 });
    const place = [0, 1, 2, 3, 4].map((row) => slanted.slice(row * 5, row * 5 + 5).findIndex((value) => value > 0.5));
    expect(place).toEqual([0, 1, 2, 3, 4]);
  });

  it('fills what lies beyond the image', () => {
    expect(changed([1, 1, 1, 1], [2, 2], { scale: 0.1, background: 0.25 })).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('says which option is wrong', () => {
    expect(() => affine({ shear: 90 })).toThrow('affine: shear must be degrees between −90 and 90, got 90.');
    expect(() => affine({ scale: 0 })).toThrow('affine: scale must be a positive number, got 0.');
    expect(() => changed([1], [1, 1, 1, 1], {})).toThrow('affine: expected images of shape');
  });
});
