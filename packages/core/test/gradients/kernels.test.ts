import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { onEveryBackend } from './backends.js';
import type { Function } from './finite-differences.js';
import { derivatives, distance, numbersFrom } from './finite-differences.js';

/** Name, function, shapes of its arguments (random entries in (−0.9, 0.9)), highest order. */
type Row = readonly [name: string, f: Function, shapes: readonly (readonly number[])[], order: number];

const ints = (...values: number[]): Tensor => tf.tensor1d(values, 'int32');
const positive = (x: Tensor): Tensor => tf.add(x, 2);

const arithmetic: readonly Row[] = [
  ['add', tf.add, [[2, 3], [3]], 2],
  ['sub', tf.sub, [[2, 1], [2, 3]], 2],
  ['mul', tf.mul, [[2, 3], []], 3],
  ['div', (a, b) => tf.div(a as Tensor, positive(b as Tensor)), [[2, 1, 3], [4, 1]], 3],
  ['divNoNan', (a, b) => tf.divNoNan(a as Tensor, positive(b as Tensor)), [[2, 3], [3]], 3],
  ['squaredDifference', tf.squaredDifference, [[2, 3], [1, 3]], 3],
  ['maximum', tf.maximum, [[4, 3], [3]], 3],
  ['minimum', tf.minimum, [[4, 3], [4, 1]], 3],
  ['mod', (a, b) => tf.mod(a as Tensor, positive(b as Tensor)), [[4, 3], [3]], 2],
  ['atan2', (a, b) => tf.atan2(a as Tensor, positive(b as Tensor)), [[4, 3], [3]], 3],
  ['pow', (a, b) => tf.pow(positive(a as Tensor), b as Tensor), [[4, 3], [3]], 3],
  ['addN', (a, b) => tf.addN([a as Tensor, b as Tensor, a as Tensor]), [[4], [4]], 2],
  ['prelu', tf.prelu, [[4, 3], [3]], 3],
];

const reductions: readonly Row[] = [
  ['sum', (x) => tf.sum(x as Tensor, [0, 2]), [[2, 3, 2]], 3],
  ['sum of all', (x) => tf.sum(x as Tensor), [[2, 3]], 2],
  ['sum keeping axes', (x) => tf.sum(x as Tensor, -1, true), [[2, 3]], 2],
  ['mean', (x) => tf.mean(x as Tensor, [-1]), [[2, 3]], 3],
  ['max', (x) => tf.max(x as Tensor, 1), [[3, 4]], 3],
  ['min', (x) => tf.min(x as Tensor, [0, -1], true), [[3, 2, 4]], 3],
  ['prod', (x) => tf.prod(x as Tensor, 1), [[2, 3]], 3],
  ['prod along the first axis', (x) => tf.prod(x as Tensor, 0), [[3, 2]], 3],
  ['logSumExp', (x) => tf.logSumExp(x as Tensor, 1), [[2, 4]], 3],
  ['cumsum', (x) => tf.cumsum(x as Tensor, 0, true, true), [[3, 2]], 2],
  ['moments', (x) => tf.moments(x as Tensor, [0]).variance, [[4, 3]], 3],
  ['norm', (x) => tf.norm(x as Tensor, 'euclidean', 1), [[3, 4]], 3],
];

const softmaxes: readonly Row[] = [
  ['softmax', (x) => tf.softmax(x as Tensor), [[3, 4]], 3],
  ['logSoftmax', (x) => tf.logSoftmax(x as Tensor), [[3, 4]], 3],
  ['logSoftmax of what is disposed of', (x) => tf.logSoftmax(tf.square(x as Tensor)), [[3, 4]], 3],
  [
    'softmaxCrossEntropy by labels and logits',
    (labels, x) => tf.losses.softmaxCrossEntropy(positive(labels as Tensor), tf.square(x as Tensor)),
    [[3, 4], [3, 4]],
    3,
  ],
  [
    'sigmoidCrossEntropy',
    (x) => tf.losses.sigmoidCrossEntropy(tf.tensor2d([[1, 0, 1]]), x as Tensor),
    [[1, 3]],
    3,
  ],
  [
    'batchNorm with channel statistics',
    (x, mean, variance, offset, scale) =>
      tf.batchNorm(x as Tensor4D, mean as never, positive(variance as Tensor) as never, offset as never, scale as never),
    [[2, 2, 1, 3], [3], [3], [3], [3]],
    3,
  ],
  [
    'batchNorm of the batch itself',
    (x) => {
      const { mean, variance } = tf.moments(x as Tensor, [0, 1, 2]);
      return tf.batchNorm(x as Tensor4D, mean as never, variance as never, undefined, undefined, 0.1);
    },
    [[2, 2, 1, 3]],
    2,
  ],
];

const matmuls: readonly Row[] = [
  ['matMul', tf.matMul, [[2, 3], [3, 4]], 3],
  ['matMul of transposes', (a, b) => tf.matMul(a as Tensor, b as Tensor, true, true), [[3, 2], [4, 3]], 3],
  ['batched matMul', tf.matMul, [[2, 2, 3], [2, 3, 2]], 3],
  ['batched matMul, left transposed', (a, b) => tf.matMul(a as Tensor, b as Tensor, true), [[2, 3, 2], [2, 3, 2]], 3],
  ['matMul with a shared right', tf.matMul, [[2, 2, 3], [3, 2]], 3],
  ['matMul with a shared right, transposed', (a, b) => tf.matMul(a as Tensor, b as Tensor, false, true), [[2, 2, 3], [1, 2, 3]], 3],
  ['matMul with a shared right, left transposed', (a, b) => tf.matMul(a as Tensor, b as Tensor, true), [[2, 3, 2], [3, 2]], 3],
  ['matMul with a shared left', tf.matMul, [[1, 2, 3], [4, 3, 2]], 3],
  ['matMul with a shared left of lower rank, transposed', (a, b) => tf.matMul(a as Tensor, b as Tensor, true, true), [[3, 2], [4, 2, 3]], 3],
  ['fused matMul', (a, b, bias) => tf.fused.matMul({ a: a as Tensor, b: b as Tensor, bias: bias as Tensor }), [[2, 3], [3, 2], [2]], 2],
  ['dot', (a, b) => tf.dot(a as Tensor, b as Tensor), [[3], [3]], 2],
  ['outerProduct', (a, b) => tf.outerProduct(a as never, b as never), [[3], [2]], 2],
];

const views: readonly Row[] = [
  ['reshape', (x) => tf.reshape(x as Tensor, [3, 2]), [[2, 3]], 2],
  ['expandDims', (x) => tf.expandDims(x as Tensor, 1), [[2, 3]], 2],
  ['squeeze', (x) => tf.squeeze(x as Tensor), [[2, 1, 3]], 2],
  ['transpose', (x) => tf.transpose(x as Tensor, [2, 0, 1]), [[2, 3, 4]], 2],
  ['reverse', (x) => tf.reverse(x as Tensor, [-1]), [[2, 3]], 2],
  ['tile', (x) => tf.tile(x as Tensor, [2, 1, 3]), [[2, 3, 2]], 2],
  ['broadcastTo', (x) => tf.broadcastTo(x as Tensor, [2, 4, 3]), [[1, 3]], 2],
  ['clone', (x) => tf.clone(x as Tensor), [[3]], 2],
  ['where', (a, b) => tf.where(tf.tensor1d([1, 0, 1], 'bool'), a as Tensor, b as Tensor), [[2, 3], [3]], 2],
  ['concat', (a, b) => tf.concat([a as Tensor, b as Tensor, a as Tensor], -1), [[2, 3], [2, 1]], 2],
  ['stack', (a, b) => tf.stack([a as Tensor, b as Tensor], 1), [[2, 3], [2, 3]], 2],
  ['unstack, one of them', (x) => tf.square(tf.unstack(x as Tensor, -1)[1] as Tensor), [[2, 3]], 2],
  ['split, two of three', (x) => { const [a, , c] = tf.split(x as Tensor, [1, 2, 1], 1); return tf.mul(a as Tensor, c as Tensor); }, [[2, 4]], 2],
  ['slice', (x) => tf.slice(x as Tensor, [0, 1], [-1, 2]), [[2, 4]], 2],
  ['stridedSlice', (x) => tf.stridedSlice(x as Tensor, [0, 1], [2, 6], [1, 2]), [[2, 7]], 2],
  ['stridedSlice backwards', (x) => tf.stridedSlice(x as Tensor, [-1], [0], [-2]), [[6]], 2],
  ['stridedSlice with masks', (x) => tf.stridedSlice(x as Tensor, [1, 0], [2, 0], [1, 3], 0, 2), [[3, 7]], 2],
  ['pad', (x) => tf.pad(x as Tensor, [[1, 0], [0, 2]], 3), [[2, 3]], 2],
  ['mirrorPad, reflect', (x) => tf.mirrorPad(x as Tensor, [[1, 0], [2, 1]], 'reflect'), [[2, 4]], 2],
  ['mirrorPad, symmetric', (x) => tf.mirrorPad(x as Tensor, [[1, 1], [2, 3]], 'symmetric'), [[2, 3]], 2],
  ['gather', (x) => tf.gather(x as Tensor, ints(2, 0, 2, 2)), [[3, 2]], 2],
  ['gather along an inner axis', (x) => tf.gather(x as Tensor, tf.tensor2d([[1, 1], [0, 2]], undefined, 'int32'), 1), [[2, 3, 2]], 2],
  ['gather by batch', (x) => tf.gather(x as Tensor, tf.tensor2d([[1, 1], [0, 2]], undefined, 'int32'), 2, 1), [[2, 2, 3, 2]], 2],
  ['gatherND', (x) => tf.gatherND(x as Tensor, tf.tensor2d([[0, 1], [1, 2], [0, 1]], undefined, 'int32')), [[2, 3, 2]], 2],
  ['scatterND', (x) => tf.scatterND(tf.tensor2d([[3], [0], [3]], undefined, 'int32'), x as Tensor, [4, 2]), [[3, 2]], 2],
  ['spaceToBatchND', (x) => tf.spaceToBatchND(x as Tensor, [2, 2], [[0, 0], [1, 1]]), [[1, 4, 4, 1]], 2],
  ['batchToSpaceND', (x) => tf.batchToSpaceND(x as Tensor, [2, 2], [[0, 1], [0, 0]]), [[4, 2, 2, 1]], 2],
  ['depthwise dilated pool', (x) => tf.pool(x as Tensor3D, 2, 'avg', 'valid', 2, 1), [[5, 5, 2]], 2],
];

const rows = [...arithmetic, ...reductions, ...softmaxes, ...matmuls, ...views];
const cases = rows.flatMap((row) => Array.from({ length: row[3] }, (_, i) => [row[0], i + 1, row] as const));

onEveryBackend((start) => {
  beforeAll(start);

  it.each(cases)('%s has the right derivative of order %i', (_name, order, [, f, shapes]) => {
    const random = numbersFrom(order + 7);
    const xs = shapes.map((shape) => random(shape));
    // Squared, so that second derivatives of linear ops are not zero: a path that is lost shows.
    expect(distance(derivatives((...at) => tf.square(f(...at)), xs, order))).toBeLessThan(1e-2);
    expect(distance(derivatives(f, xs, order))).toBeLessThan(1e-2);
  });
});
