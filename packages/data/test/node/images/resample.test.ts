import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { Resample } from '../../../src/node/images/picture-form.js';
import { resample } from '../../../src/node/images/resample/resample.js';
import { strokesOnGround } from '../../../src/node/images/resample/strokes.js';
import { HALF, tapsOf } from '../../../src/node/images/resample/taps.js';

const all: readonly Resample[] = ['nearest', 'box', 'bilinear', 'bicubic', 'lanczos'];
const filter = fc.constantFrom(...all);
const size = fc.integer({ min: 1, max: 40 });

const brought = (pixels: Uint8Array, from: readonly number[], to: readonly number[], by: Resample): Uint8Array => {
  const [width, height] = [from[0] as number, from[1] as number];
  const whole = { across: [0, width], down: [0, height] } as const;
  const form = { ...whole, width: to[0] as number, height: to[1] as number, filter: by };
  return resample({ width, height, channels: 1, pixels }, form).pixels;
};

describe('resample', () => {
  test.prop([filter, size, size, size, size, fc.nat(255)], { numRuns: 60 })(
    'leaves an even picture even, to the last level',
    (by, width, height, wider, higher, value) => {
      const made = brought(new Uint8Array(width * height).fill(value), [width, height], [wider, higher], by);
      expect(made).toEqual(new Uint8Array(wider * higher).fill(value));
    },
  );

  test.prop([filter, size, fc.integer({ min: 1, max: 60 })], { numRuns: 60 })(
    'keeps the middle of a symmetric picture where it is, shrinking and enlarging',
    (by, side, to) => {
      const pixels = Uint8Array.from({ length: side }, (_, x) => (Math.abs(x - (side - 1) / 2) < side / 4 ? 255 : 0));
      const made = brought(pixels, [side, 1], [to, 1], by);
      // Two pixels or boxes that meet in the middle are told apart by a rule that is not symmetric.
      if (by === 'nearest' || by === 'box') return;
      made.forEach((value, x) => expect(Math.abs(value - (made[to - 1 - x] as number))).toBeLessThanOrEqual(1));
    },
  );

  test.prop(
    [
      fc.uint8Array({ minLength: 12, maxLength: 60 }),
      fc.nat(255),
      size,
      fc.constantFrom('box', 'bilinear', 'bicubic', 'lanczos'),
    ],
    {
      numRuns: 60,
    },
  )('sums strokes on paper to what all taps sum to', (noise, ground, to, by) => {
    const pixels = noise.map((value, at) => (at % 7 === 3 ? value : ground));
    const taps = tapsOf({ length: pixels.length, span: [0, pixels.length], size: to }, by);
    const sums = new Int32Array(to);
    expect(strokesOnGround(pixels, 0, taps, sums)).toBe(true);
    const expected = Array.from(sums, (_, x) => {
      let sum = HALF;
      for (let t = 0; t < (taps.count[x] as number); t += 1)
        sum += (pixels[(taps.first[x] as number) + t] as number) * (taps.weights[x * taps.width + t] as number);
      return sum;
    });
    expect(Array.from(sums)).toEqual(expected);
  });

  it('says when there are too many strokes', () => {
    const taps = tapsOf({ length: 8, span: [0, 8], size: 3 }, 'lanczos');
    expect(strokesOnGround(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7), 0, taps, new Int32Array(3))).toBe(false);
  });
});
