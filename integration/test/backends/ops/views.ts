import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { op } from './op.js';
import type { Op } from './op.js';

const places = (values: number[], shape: number[] = [values.length]): Tensor => tf.tensor(values, shape, 'int32');
const shapes = [[[1, 1, 1]], [[3, 5, 2]], [[2, 3, 17]]];
const twice = shapes.map(([shape = []]) => [shape, shape]);
const thrice = [...shapes, [[0, 5, 2]]];

/** Kernels that hand elements on. */
export const views: readonly Op[] = [
  op('reshape', (x) => tf.reshape(x, [-1]), thrice),
  op('transpose', (x) => tf.transpose(x, [2, 0, 1]), thrice),
  op('expandDims and squeeze', (x) => tf.squeeze(tf.expandDims(x, 1), [1]), shapes),
  op('slice', (x) => tf.slice(x, [0, 1, 0], [-1, 2, 1]), [[[3, 5, 2]], [[1, 3, 4]]]),
  op('stridedSlice', (x) => tf.stridedSlice(x, [0, 1, -1], [3, 5, 0], [2, 3, -1]), [[[3, 5, 2]], [[4, 6, 3]]]),
  op('reverse', (x) => tf.reverse(x, [0, 2]), shapes),
  op('pad', (x) => tf.pad(x, [[1, 0], [0, 2], [3, 0]], 0.5), shapes),
  op('mirrorPad', (x) => tf.mirrorPad(x, [[1, 0], [0, 2], [0, 0]], 'reflect'), [[[3, 5, 2]]]),
  op('tile', (x) => tf.tile(x, [2, 1, 3]), shapes),
  op('broadcastTo', (x) => tf.broadcastTo(x, [4, 3, 5]), [[[1, 5]], [[3, 1]]]),
  op('concat', (a, b) => tf.concat([a, b, a], 1), [...twice, [[2, 0, 3], [2, 4, 3]]]),
  op('stack', (a, b) => tf.stack([a, b], -1), twice),
  op('unstack', (x) => tf.square(tf.unstack(x, 1).at(-1) as Tensor), shapes),
  op('split', (x) => tf.mul(...(tf.split(x, 2, 1) as [Tensor, Tensor])), [[[3, 4, 2]]]),
  op('gather', (x) => tf.gather(x, places([2, 0, 2, 1, 2])), [[[3, 5, 2]], [[4, 1, 1]]]),
  op('gather along the middle', (x) => tf.gather(x, places([1, 1, 0, 2], [2, 2]), 1), [[[2, 3, 4]]]),
  op('gather by batch', (x) => tf.gather(x, places([1, 1, 0, 2], [2, 2]), 1, 1), [[[2, 3, 4]]]),
  op('gatherND', (x) => tf.gatherND(x, places([0, 1, 2, 0, 0, 1], [3, 2])), [[[3, 2, 2]]]),
  op('scatterND', (x) => tf.scatterND(places([3, 0, 3], [3, 1]), x, [4, 5]), [[[3, 5]]]),
  op('where', (a, b) => tf.where(tf.greater(a, b), a, b), twice, { kinked: true }),
  op('oneHot choice', (x) => tf.mul(x, tf.oneHot(places([1, 0, 2]), 5)), [[[3, 5]]]),
  op('spaceToBatchND', (x) => tf.spaceToBatchND(x, [2, 2], [[0, 0], [1, 1]]), [[[1, 4, 4, 1]]]),
]; // prettier-ignore
