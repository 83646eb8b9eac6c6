import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import {
  constant,
  glorotNormal,
  glorotUniform,
  heNormal,
  normal,
  ones,
  orthogonal,
  seed,
  truncatedNormal,
  uniform,
  zeros,
} from '../../src/index.js';
import type { Initializer } from '../../src/index.js';
import { numbers } from '../support/examples.js';

const draw = (initializer: Initializer, shape = [100, 80]): number[] => numbers(initializer(seed(5), shape));
const deviation = (entries: number[]): number => Math.sqrt(entries.reduce((sum, x) => sum + x * x, 0) / entries.length);
const extremes = (entries: number[]): number => Math.max(...entries.map(Math.abs));

describe('initializers', () => {
  it('that are constant fill the shape', () => {
    expect([zeros, ones, constant(2.5)].map((initializer) => draw(initializer, [2]))).toEqual([
      [0, 0],
      [1, 1],
      [2.5, 2.5],
    ]);
  });

  it('give the same values for the same key and others for another', () => {
    for (const initializer of [normal(1), uniform(0, 1), glorotUniform, truncatedNormal(1)]) {
      expect(draw(initializer)).toEqual(draw(initializer));
      expect(numbers(initializer(seed(6), [4]))).not.toEqual(draw(initializer, [4]));
    }
  });

  it('draw from the interval that uniform names', () => {
    const entries = draw(uniform(-3, 5));
    expect(Math.min(...entries)).toBeGreaterThanOrEqual(-3);
    expect(Math.max(...entries)).toBeLessThan(5);
    expect(entries.reduce((sum, x) => sum + x, 0) / entries.length).toBeCloseTo(1, 0);
  });

  it('have the deviation that normal names', () => {
    expect(deviation(draw(normal(0.3)))).toBeCloseTo(0.3, 2);
  });

  it('redraw a truncated normal beyond two deviations, rather than clip it there', () => {
    const entries = draw(truncatedNormal(0.01));
    expect(extremes(entries)).toBeLessThan(0.02);
    expect(deviation(entries)).toBeCloseTo(0.01 * 0.8796, 4); // of a normal cut off at two deviations
  });

  it('scale Glorot and He by what goes in and out, fields of filters included', () => {
    expect(extremes(draw(glorotUniform))).toBeLessThanOrEqual(Math.sqrt(6 / 180));
    expect(extremes(draw(glorotUniform))).toBeGreaterThan(0.99 * Math.sqrt(6 / 180));
    expect(deviation(draw(glorotNormal)) / Math.sqrt(2 / 180)).toBeCloseTo(1, 1);
    expect(deviation(draw(heNormal)) / Math.sqrt(2 / 100)).toBeCloseTo(1, 1);
    const filters = [3, 3, 20, 40];
    expect(extremes(draw(glorotUniform, filters))).toBeLessThanOrEqual(Math.sqrt(6 / (9 * 60)));
    expect(extremes(draw(glorotUniform, filters))).toBeGreaterThan(0.99 * Math.sqrt(6 / (9 * 60)));
    expect(deviation(draw(heNormal, filters)) / Math.sqrt(2 / 180)).toBeCloseTo(1, 1);
  });

  it.each([
    { shape: [40, 7], rows: 40, columns: 7 },
    { shape: [7, 40], rows: 7, columns: 40 },
    { shape: [5, 5], rows: 5, columns: 5 },
    { shape: [3, 3, 4, 20], rows: 36, columns: 20 },
  ])('make a matrix of $shape orthogonal along its shorter side, times the gain', ({ shape, rows, columns }) => {
    const entries = draw(orthogonal(2), shape);
    const at = (row: number, column: number): number => entries[row * columns + column] as number;
    const [count, length] = columns <= rows ? [columns, rows] : [rows, columns];
    const entry = (vector: number, place: number): number => (columns <= rows ? at(place, vector) : at(vector, place));
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        const product = Array.from({ length }, (_, place) => entry(i, place) * entry(j, place));
        expect(product.reduce((sum, term) => sum + term, 0)).toBeCloseTo(i === j ? 4 : 0, 4);
      }
    }
  });
});
