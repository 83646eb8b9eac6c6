import { InvalidDataError, seed } from '@innerloop/core';
import { fc, it as property } from '@fast-check/vitest';
import { Matrix, QrDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { linearCka, meanCca } from '../../src/index.js';
import type { Activations } from '../../src/index.js';

/** Normal numbers, by Box and Muller. */
function normals(rows: number, columns: number, label: number): Matrix {
  const next = seed(3).fold(label).numbers();
  const draw = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return new Matrix(Array.from({ length: rows }, () => Array.from({ length: columns }, draw)));
}

const orthogonal = (size: number, label: number): Matrix =>
  new QrDecomposition(normals(size, size, label)).orthogonalMatrix;

const rowsOf = (matrix: Matrix): Activations => matrix.to2DArray();

const sizes = fc.record({
  rows: fc.integer({ min: 12, max: 30 }),
  columns: fc.integer({ min: 1, max: 6 }),
  label: fc.nat(),
});

/** A layer, and another that has something to do with it. */
function related({ rows, columns, label }: { rows: number; columns: number; label: number }): [Matrix, Matrix] {
  const x = normals(rows, columns, label);
  const y = x.mmul(normals(columns, columns + 1, label + 1)).add(normals(rows, columns + 1, label + 2).mul(0.7));
  return [x, y];
}

describe.each([
  { name: 'linear CKA', measure: linearCka },
  { name: 'mean CCA', measure: (left: Activations, right: Activations): number => meanCca(left, right) },
])('$name', ({ measure }) => {
  property.prop([sizes])('is 1 of a layer with itself', ({ rows, columns, label }) => {
    const x = rowsOf(normals(rows, columns, label));
    expect(measure(x, x)).toBeCloseTo(1, 9);
  });

  property.prop([sizes])('is symmetric, and between 0 and 1', (size) => {
    const [x, y] = related(size);
    const found = measure(rowsOf(x), rowsOf(y));
    expect(found).toBeCloseTo(measure(rowsOf(y), rowsOf(x)), 9);
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(1);
  });

  property.prop([sizes, fc.double({ min: 0.1, max: 20, noNaN: true })])(
    'does not mind a rotation, a common factor and a shift of either layer',
    (size, factor) => {
      const [x, y] = related(size);
      const shift = normals(1, size.columns, size.label + 4).getRow(0);
      const turned = x
        .mmul(orthogonal(size.columns, size.label + 3))
        .mul(factor)
        .addRowVector(shift);
      expect(measure(rowsOf(turned), rowsOf(y))).toBeCloseTo(measure(rowsOf(x), rowsOf(y)), 8);
    },
  );

  it('refuses layers that did not see the same examples', () => {
    expect(() => measure(rowsOf(normals(9, 2, 1)), rowsOf(normals(8, 2, 2)))).toThrow(InvalidDataError);
    expect(() => measure([[1, 2]], [[1, 2]])).toThrow('expected at least two rows of one length');
  });

  it('is not a number of a constant layer', () => {
    expect(measure([[1], [1], [1]], [[1], [2], [4]])).toBeNaN();
  });
});

/** Pearson's correlation of two neurons. */
function correlation(left: number[], right: number[]): number {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [a, b] = [left, right].map((values) => values.map((value) => value - mean(values))) as [number[], number[]];
  const product = (x: number[], y: number[]): number => x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

describe('of single neurons', () => {
  const [left, right] = [
    [0, 1, 2, 5, 3],
    [1, 0, 4, 3, 3],
  ] as [number[], number[]];
  const column = (values: number[]): Activations => values.map((value) => [value]);

  it('mean CCA is the size of their correlation, and linear CKA its square', () => {
    const rho = correlation(left, right);
    expect(rho).toBeGreaterThan(0.3);
    expect(meanCca(column(left), column(right.map((value) => -value)))).toBeCloseTo(rho, 9);
    expect(linearCka(column(left), column(right))).toBeCloseTo(rho ** 2, 9);
  });
});

describe('mean CCA', () => {
  property.prop([sizes])('does not mind an invertible linear map of either layer, where linear CKA does', (size) => {
    const [x, y] = related(size);
    // A rotation stretched by 1 to 20: invertible, and far from a rotation.
    const stretch = Matrix.diag(
      Array.from({ length: size.columns }, (_, i) => 1 + 19 * (i / Math.max(1, size.columns - 1))),
    );
    const map = orthogonal(size.columns, size.label + 3)
      .mmul(stretch)
      .mmul(orthogonal(size.columns, size.label + 4));
    const mapped = rowsOf(x.mmul(map));
    expect(meanCca(mapped, rowsOf(y))).toBeCloseTo(meanCca(rowsOf(x), rowsOf(y)), 7);
    if (size.columns > 1)
      expect(Math.abs(linearCka(mapped, rowsOf(y)) - linearCka(rowsOf(x), rowsOf(y)))).toBeGreaterThan(1e-6);
  });

  it('is the mean over directions: one of two kept, the other replaced by noise, is about a half', () => {
    const x = normals(4000, 2, 1);
    const y = x.clone().setColumn(1, normals(4000, 1, 2).getColumn(0));
    expect(meanCca(rowsOf(x), rowsOf(y))).toBeCloseTo(0.5, 1);
  });

  it('is near √(neurons / examples) at most for independent noise', () => {
    const found = meanCca(rowsOf(normals(4000, 4, 1)), rowsOf(normals(4000, 4, 2)));
    expect(found).toBeLessThan(2 * Math.sqrt(4 / 4000));
  });

  it('leaves directions out that carry less than the rest of the variance that is asked for', () => {
    const loud = normals(200, 1, 1).mul(100);
    const [quiet, other] = [normals(200, 1, 2), normals(200, 1, 3)];
    const beside = (noise: Matrix): Activations => loud.to2DArray().map((row, i) => [...row, noise.get(i, 0)]);
    expect(meanCca(beside(quiet), beside(other), { variance: 0.99 })).toBeCloseTo(1, 3);
    expect(meanCca(beside(quiet), beside(other))).toBeLessThan(0.65);
  });

  it('counts a neuron that copies another once', () => {
    const [x, y] = related({ rows: 30, columns: 3, label: 5 });
    const twice = x.to2DArray().map((row) => [...row, row[0] as number]);
    expect(meanCca(twice, rowsOf(y))).toBeCloseTo(meanCca(rowsOf(x), rowsOf(y)), 7);
  });

  it('refuses fewer examples than neurons, where everything correlates, and shares that are none', () => {
    const x = rowsOf(normals(4, 4, 1));
    expect(() => meanCca(x, x)).toThrow('a layer of 4 neurons saw 4 examples');
    expect(() => meanCca(x, x, { variance: 0 })).toThrow('variance must be above 0 and at most 1, got 0.');
  });
});
