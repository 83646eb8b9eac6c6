import { describe, expect, it } from 'vitest';
import { constant, input, iota } from '../../src/build/constants.js';
import { concat, gather, pad, scatter } from '../../src/build/indexing.js';
import { map } from '../../src/build/map.js';
import { matmul } from '../../src/build/matmul.js';
import { col2im, im2col } from '../../src/build/patches.js';
import { argReduce, cumulate, reduce } from '../../src/build/reduce.js';
import { broadcast, permute, slice } from '../../src/build/views.js';
import { Graph } from '../../src/graph/graph.js';
import type { Node } from '../../src/graph/node.js';
import { evaluate } from './interpret.js';

const graph = new Graph();
const floats = (shape: number[], values: number[]): Node =>
  constant(graph, Float32Array.from(values), shape, 'float32');
const whole = (values: number[]): Node => constant(graph, Int32Array.from(values), [values.length], 'int32');
const valuesOf = (node: Node): number[] => Array.from(evaluate(graph, [node])[0]!);
const matrix = floats([2, 3], [1, 2, 3, 4, 5, 6]);

describe('evaluate', () => {
  it('has the golden values of each op', () => {
    expect(valuesOf(map(graph, 'sub', matrix, floats([2, 1], [1, 4])))).toEqual([0, 1, 2, 0, 1, 2]);
    expect(valuesOf(permute(graph, matrix, [1, 0]))).toEqual([1, 4, 2, 5, 3, 6]);
    expect(valuesOf(slice(graph, matrix, [1, 2], [2, 2], [-1, -1]))).toEqual([6, 5, 3, 2]);
    expect(valuesOf(broadcast(graph, floats([2, 1], [1, 2]), [2, 2, 2]))).toEqual([1, 1, 2, 2, 1, 1, 2, 2]);
    expect(valuesOf(reduce(graph, 'sum', matrix, [0]))).toEqual([5, 7, 9]);
    expect(valuesOf(reduce(graph, 'product', matrix, [1]))).toEqual([6, 120]);
    expect(valuesOf(reduce(graph, 'max', matrix, [0, 1]))).toEqual([6]);
    expect(valuesOf(argReduce(graph, 'min', floats([2, 3], [3, 1, 1, 2, 2, 0]), 1))).toEqual([1, 2]);
    expect(valuesOf(cumulate(graph, 'sum', matrix, 1, true))).toEqual([0, 1, 3, 0, 4, 9]);
    expect(valuesOf(cumulate(graph, 'sum', matrix, 0, false))).toEqual([1, 2, 3, 5, 7, 9]);
    expect(valuesOf(cumulate(graph, 'product', matrix, 1, true))).toEqual([1, 1, 2, 1, 4, 20]);
    expect(valuesOf(matmul(graph, matrix, floats([3, 2], [1, 0, 0, 1, 1, 1])))).toEqual([4, 5, 10, 11]);
    expect(valuesOf(concat(graph, [matrix, floats([2, 1], [7, 8])], 1))).toEqual([1, 2, 3, 7, 4, 5, 6, 8]);
    expect(valuesOf(pad(graph, floats([1, 2], [1, 2]), [0, 1], [2, 3], 9))).toEqual([9, 1, 2, 9, 9, 9]);
    expect(valuesOf(gather(graph, matrix, whole([1, -1, 0])))).toEqual([4, 5, 6, 0, 0, 0, 1, 2, 3]);
    expect(valuesOf(scatter(graph, matrix, whole([2, 2]), 3))).toEqual([0, 0, 0, 0, 0, 0, 5, 7, 9]);
    expect(valuesOf(iota(graph, 3, 2))).toEqual([0, 1, 2]);
  });
  it('lays out windows, with zeros outside', () => {
    const g = {
      ...{
        batch: 1,
        height: 2,
        width: 2,
        channels: 1,
        kernelHeight: 2,
        kernelWidth: 2,
        strideHeight: 1,
        strideWidth: 1,
      },
      ...{ dilationHeight: 1, dilationWidth: 1, padTop: 1, padLeft: 0, outHeight: 2, outWidth: 1 },
    };
    expect(valuesOf(im2col(graph, floats([1, 2, 2, 1], [1, 2, 3, 4]), g))).toEqual([0, 0, 1, 2, 1, 2, 3, 4]);
    expect(valuesOf(col2im(graph, floats([2, 4], [1, 2, 3, 4, 5, 6, 7, 8]), g))).toEqual([8, 10, 7, 8]);
  });
  it('rounds to the type of each node, and takes inputs', () => {
    const x = input(graph, 'x', [2], 'float32');
    const [sum, cut] = evaluate(
      graph,
      [map(graph, 'add', x, floats([1], [0.1])), map(graph, 'toInt32', x)],
      new Map([[x, [1.7, -1.7]]]),
    );
    expect(sum).toEqual(Float32Array.from([Math.fround(1.7) + Math.fround(0.1), Math.fround(-1.7) + Math.fround(0.1)]));
    expect(cut).toEqual(Int32Array.from([1, -1]));
    expect(() => evaluate(graph, [x])).toThrow(/was given undefined/);
  });
});
