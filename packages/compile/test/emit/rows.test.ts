import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConvolutionGeometry } from '@innerloop/core';
import type { DType } from '../../src/graph/node.js';
import type { Kernel } from '../../src/plan/plan.js';
import { bufferOf } from './support/random-access.js';
import { caseOf } from './support/random-kernels.js';
import { made } from './support/choose.js';
import type { Chooser } from './support/choose.js';
import { runEmitted, sameAsPlainly } from './support/run-emitted.js';
import type { Case } from './support/run-emitted.js';

const holds = (kernelOf: (choose: Chooser) => Kernel, numRuns = 150): void =>
  fc.assert(
    fc.property(
      made((choose) => caseOf(choose, [kernelOf(choose)], true)),
      (each) => sameAsPlainly(each),
    ),
    { numRuns },
  );

const typeOf = (choose: Chooser): DType => choose.of(['float32', 'float32', 'int32'] as const);
const rows = (choose: Chooser): { rows: number; count: number; width: number } => ({
  rows: 1 + choose.below(12),
  count: choose.below(12),
  width: choose.of([1, 2, 3, 4, 5, 8, 17, 40]),
});

function geometryOf(choose: Chooser): ConvolutionGeometry {
  const few = (most: number): number => 1 + choose.below(most);
  const [kernelHeight, kernelWidth, dilationHeight, dilationWidth] = [few(3), few(3), few(2), few(2)];
  const [strideHeight, strideWidth, padTop, padLeft] = [few(2), few(2), choose.below(2), choose.below(2)];
  const [outHeight, outWidth] = [few(3), few(3)];
  // Some images end before the last window does: what is beyond them is zero.
  const extent = (out: number, stride: number, kernel: number, dilation: number, pad: number): number =>
    Math.max(1, (out - 1) * stride + (kernel - 1) * dilation + 1 - pad - choose.below(2));
  return {
    batch: few(3),
    height: extent(outHeight, strideHeight, kernelHeight, dilationHeight, padTop),
    width: extent(outWidth, strideWidth, kernelWidth, dilationWidth, padLeft),
    channels: few(5),
    kernelHeight,
    kernelWidth,
    strideHeight,
    strideWidth,
    dilationHeight,
    dilationWidth,
    padTop,
    padLeft,
    outHeight,
    outWidth,
  };
}

function patches(choose: Chooser, kind: 'im2col' | 'col2im'): Kernel {
  const g = geometryOf(choose);
  const image = { ...bufferOf(g.batch * g.height * g.width * g.channels, 'float32') };
  const pixels = g.batch * g.outHeight * g.outWidth;
  const columns = bufferOf(pixels * g.kernelHeight * g.kernelWidth * g.channels, 'float32');
  const shaped = { ...image, shape: [g.batch, g.height, g.width, g.channels] };
  const flat = { ...columns, shape: [pixels, columns.size / pixels] };
  return kind === 'im2col'
    ? { kind, geometry: g, source: shaped, out: flat }
    : { kind, geometry: g, source: flat, out: shaped };
}

/** Systems that rounding hardly touches: a large diagonal, and entries that are not symmetric. */
function systems(choose: Chooser): Case {
  const [batch, n, m] = [1 + choose.below(3), 1 + choose.below(9), 1 + choose.below(6)] as const;
  const matrices = { ...bufferOf(batch * n * n, 'float32'), shape: [batch, n, n] };
  const sides = { ...bufferOf(batch * n * m, 'float32'), shape: [batch, n, m] };
  const out = { ...bufferOf(batch * n * m, 'float32'), shape: [batch, n, m] };
  const a = Float32Array.from(
    { length: matrices.size },
    (_, at) => choose.below(9) / 8 + ((at % (n * n)) % (n + 1) === 0 ? 2 * n : 0),
  );
  const b = Float32Array.from({ length: sides.size }, () => choose.below(64) + 100);
  return {
    kernels: [{ kind: 'solve', batch, n, m, matrices, sides, out }],
    values: new Map([
      [matrices, a],
      [sides, b],
    ]),
  };
}

describe('rows, systems and patches', () => {
  it('gathers rows, zeros where an index is out of range', () =>
    holds((choose) => {
      const of = rows(choose);
      const dtype = typeOf(choose);
      const [source, out] = [of.rows, of.count].map((count) => bufferOf(count * of.width, dtype));
      return { kind: 'gather', ...of, source: source!, indices: bufferOf(of.count, 'int32'), out: out! };
    }));

  it('scatters rows, adding up those of equal index', () =>
    holds((choose) => {
      const of = rows(choose);
      const dtype = typeOf(choose);
      const [source, out] = [of.count, of.rows].map((count) => bufferOf(count * of.width, dtype));
      return { kind: 'scatter', ...of, source: source!, indices: bufferOf(of.count, 'int32'), out: out! };
    }));

  it('cumulates', () =>
    holds((choose) => {
      const [outer, length] = [choose.below(6), choose.below(9)];
      const [source, out] = [0, 1].map(() => bufferOf(outer * length, 'float32'));
      const fn = choose.chance(0.5) ? 'sum' : 'product';
      return { kind: 'cumulate', fn, outer, length, exclusive: choose.chance(0.5), source: source!, out: out! };
    }));

  it('solves systems of equations', () =>
    fc.assert(
      fc.property(made(systems), (each) => sameAsPlainly(each, 1e-4)),
      { numRuns: 150 },
    ));

  it('takes patches out of images', () => holds((choose) => patches(choose, 'im2col')));
  it('puts patches together to images', () => holds((choose) => patches(choose, 'col2im')));

  it('replaces an extreme by nothing that is not more extreme: the first of equals, NaN only in front', () => {
    const [source, out] = [bufferOf(12, 'float32'), bufferOf(3, 'int32')];
    const load = { kind: 'load', access: { buffer: source, offset: 0, strides: [4, 1] }, dtype: 'float32' } as const;
    const values = Float32Array.from([1, 5, 5, 2, NaN, 9, 1, 0, 3, NaN, 7, 7]);
    const kernel: Kernel = {
      kind: 'argReduce',
      fn: 'max',
      dims: [3, 4],
      reduced: [false, true],
      value: load,
      out: { buffer: out, offset: 0, strides: [1, 0] },
    };
    const [found] = runEmitted({ kernels: [kernel], values: new Map([[source, values]]) });
    expect(Array.from(found ?? [])).toEqual([1, 0, 2]);
  });
});
