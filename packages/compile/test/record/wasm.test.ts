import { wasm } from '@innerloop/backend-wasm';
import { differentiate, seed, useBackend } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { recordedKernels } from '../../src/record/lower.js';
import type { Recordable } from '../../src/record/record.js';
import { eager, recorded, recordOn } from './support/both.js';
import { reals } from './support/tensors.js';

const stock = new Map(tf.getKernelsForBackend('wasm').map(({ kernelName, kernelFunc }) => [kernelName, kernelFunc]));
beforeAll(async () => {
  const { message } = await useBackend(wasm());
  expect(message).toBeUndefined();
});

const gradient = (x: Tensor, w: Tensor): Tensor =>
  differentiate(
    ({ w: at }) => tf.sum(tf.sigmoid(tf.matMul(x, at!))),
    { w },
    { key: seed(1), mode: 'train', order: 'exact' },
  ).grads['w']!;

describe('on wasm', () => {
  it('compiled code has every kernel of ours', () => {
    const ours = tf
      .getKernelsForBackend('wasm')
      .filter(({ kernelName, kernelFunc }) => stock.get(kernelName) !== kernelFunc);
    expect(stock.size).toBeGreaterThan(100);
    expect(ours.length).toBeGreaterThan(20);
    expect(ours.map(({ kernelName }) => kernelName).filter((name) => !recordedKernels.includes(name))).toEqual([]);
  });
  it('a recording leaves the engine as it was, and captures its tensors', () => {
    const [x, w, captured] = [reals([4, 3], 1), reals([3, 2], 2), reals([4, 2], 3)];
    const f: Recordable = ([a, b]) => [gradient(a!, b!), tf.add(tf.matMul(a!, b!), captured)];
    const kernels = tf.getKernelsForBackend('wasm').map(({ kernelFunc }) => kernelFunc);
    const expected = eager(f, [x, w]);
    const before = { ...tf.memory() };
    for (let i = 0; i < 3; i++) recordOn(f, [x, w]);
    expect({ ...tf.memory() }).toEqual(before);
    expect(tf.getBackend()).toBe('wasm');
    expect(tf.getKernelsForBackend('wasm').map(({ kernelFunc }) => kernelFunc)).toEqual(kernels);
    expect(eager(f, [x, w])).toEqual(expected);
    recorded(f, [x, w]).forEach(({ values }, at) =>
      values.forEach((value, i) => expect(value).toBeCloseTo(expected[at]!.values[i]!, 5)),
    );
    [x, w, captured].forEach((tensor) => tensor.dispose());
  });
});
