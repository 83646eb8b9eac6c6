import { toByteArray } from 'base64-js';
import { expect, it } from 'vitest';
import { pixelsOf } from '../../src/figures/pixels.js';

const bytes = (values: readonly number[]): number[] => [
  ...toByteArray(pixelsOf(values, { width: values.length, height: 1, channels: 1 }).bytes),
];

it('takes [0, 1] as black to white', () => {
  expect(bytes([0.2, 0.4])).toEqual([51, 102]);
});

it('stretches standardised values to their own range', () => {
  expect(bytes([-2, 0, 2])).toEqual([0, 128, 255]);
});

it('takes an empty image as it is', () => {
  expect(bytes([0, 0])).toEqual([0, 0]);
});

it.each([200, 224, 600])('takes an image of %s × that × 3, which is more than one call takes arguments', (side) => {
  const values = Array.from({ length: side * side * 3 }, (_, at) => (at % 3) - 1);
  const { bytes: text } = pixelsOf(values, { width: side, height: side, channels: 3 });
  expect([...toByteArray(text).subarray(-3)]).toEqual([0, 128, 255]);
});
