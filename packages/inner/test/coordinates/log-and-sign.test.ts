import '@tensorflow/tfjs-backend-cpu';
import { useBackend } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { logAndSign } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

const p = 10;

/** What two channels make of a number. */
function seen(x: number, sharpness = p): readonly [number, number] {
  return tf.tidy(() => [...logAndSign(tf.tensor([x], [1, 1, 1]), sharpness).dataSync()] as unknown as [number, number]);
}

const sizes = fc.double({ min: -30, max: 80, noNaN: true }).map((exponent) => Math.fround(Math.exp(exponent)));

describe('logAndSign', () => {
  it.each([
    [1, 0, 1],
    [-1, 0, -1],
    [0.1, -0.230259, 1],
    [1e-3, -0.690776, 1],
    [1e-5, -1, 0.220265],
    [-2e-5, -1, -0.440529],
    [0, -1, 0],
  ])('sees %f as (%f, %f) for p = 10 [§30b]', (x, size, sign) => {
    expect(seen(x)[0]).toBeCloseTo(size, 5);
    expect(seen(x)[1]).toBeCloseTo(sign, 5);
  });

  it('is finite for numbers of any size [row 29]', () => {
    for (const x of [0, -0, 1e-300, -1e-300, 1.4e-45, 3.4e38, 1e300, -1e300, Infinity, -Infinity])
      for (const entry of seen(x)) expect(Number.isFinite(entry)).toBe(true);
    expect(seen(Infinity)).toEqual(seen(3.4028234e38));
  });

  it('is even in its first entry and odd in its second, at least −1 there and within ±1 here [row 29]', () => {
    fc.assert(
      fc.property(sizes, (x) => {
        const [[size, sign], [mirrored, opposite]] = [seen(x), seen(-x)];
        expect(mirrored).toBe(size);
        expect(opposite).toBe(-sign);
        expect(size).toBeGreaterThanOrEqual(-1 - 1e-6);
        expect(Math.abs(sign)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 50 },
    );
  });

  it('is (log|x| / p, sign x) above e^−p and (−1, e^p x) below, for any p', () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), fc.integer({ min: 1, max: 12 }), (size, negative, sharpness) => {
        const x = negative ? -size : size;
        const large = size >= Math.exp(-sharpness);
        const expected = large ? [Math.log(size) / sharpness, Math.sign(x)] : [-1, Math.exp(sharpness) * x];
        const found = seen(x, sharpness);
        found.forEach((entry, i) => expect(entry).toBeCloseTo(expected[i] as number, 4));
      }),
      { numRuns: 50 },
    );
  });

  it('is continuous at e^−p [row 29]', () => {
    const edge = Math.exp(-p);
    const [below, above] = [seen(edge * (1 - 1e-6)), seen(edge * (1 + 1e-6))];
    expect(Math.abs(below[0] - above[0])).toBeLessThan(1e-5);
    expect(Math.abs(below[1] - above[1])).toBeLessThan(1e-5);
  });

  it('has a finite derivative everywhere, at zero too', () => {
    tf.tidy(() => {
      const x = tf.tensor([0, 1e-30, -1e-6, 1e-4, -2, 1e30], [1, 6, 1]);
      const slopes = tf
        .grad((at: tf.Tensor) => logAndSign(at, p))(x)
        .dataSync();
      const steep = Math.exp(p);
      const expected = [steep, steep, steep, 1 / (p * 1e-4), -1 / (2 * p), 1e-30 / p];
      expected.forEach((slope, i) => expect((slopes[i] as number) / slope).toBeCloseTo(1, 3));
    });
  });
});
