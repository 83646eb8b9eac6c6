import '@tensorflow/tfjs-backend-cpu';
import { checkGradients, expectTreesClose, modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { activation, conv2d, initialize, InvalidDataError, leaf, sequential, useBackend } from '../../src/index.js';
import { contextOf, energy, key, noisy, perTask, sample } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

modelLaws('conv2d', { model: conv2d({ inputChannels: 3, filters: 3, kernelSize: 3 }), x: [3, 3, 3] });
modelLaws('conv2d with strides', {
  model: conv2d({ inputChannels: 2, filters: 5, kernelSize: [3, 2], strides: 2, padding: 'valid', bias: false }),
  x: [7, 5, 2],
});

const geometry = fc
  .record({
    tasks: fc.integer({ min: 1, max: 3 }),
    rows: fc.integer({ min: 1, max: 3 }),
    channels: fc.integer({ min: 1, max: 3 }),
    filters: fc.integer({ min: 1, max: 3 }),
    image: fc.tuple(fc.integer({ min: 3, max: 7 }), fc.integer({ min: 3, max: 7 })),
    kernelSize: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    dilated: fc.boolean(),
    padding: fc.constantFrom('same', 'valid'),
  })
  .map(({ dilated, ...rest }) =>
    dilated ? { ...rest, strides: [1, 1] as [number, number], dilations: 2 } : { ...rest, dilations: 1 },
  )
  .filter(
    ({ padding, image, kernelSize, dilations }) =>
      padding === 'same' || image.every((length, axis) => ((kernelSize[axis] as number) - 1) * dilations < length),
  );

describe('conv2d', () => {
  it("equals TensorFlow.js' convolution for shared filters, whatever sizes, strides, dilations and padding", () => {
    fc.assert(
      fc.property(geometry, ({ tasks, rows, channels, filters, image, kernelSize, strides, dilations, padding }) => {
        tf.tidy(() => {
          const layer = conv2d({ inputChannels: channels, filters, kernelSize, strides, dilations, padding });
          const params = noisy(layer.specs);
          const x = sample('images', [tasks, rows, ...image, channels]);
          const merged = tf.reshape<tf.Rank.R4>(x, [tasks * rows, ...image, channels]);
          const plain = tf.conv2d(merged, leaf(params, 'kernel') as Tensor4D, strides, padding, 'NHWC', dilations);
          const expected = tf.add(tf.reshape(plain, [tasks, rows, ...plain.shape.slice(1)]), leaf(params, 'bias'));
          expectTreesClose(layer.apply(params, x, contextOf()), expected);
        });
      }),
      { numRuns: 40 },
    );
  });

  it("convolves each task's images with its own filters", () => {
    const layer = conv2d({ inputChannels: 2, filters: 3, kernelSize: 2, bias: false });
    const params = perTask(noisy(layer.specs), layer.specs, 2);
    const x = sample('images', [2, 3, 4, 5, 2]);
    const y = layer.apply(params, x, contextOf());
    tf.unstack(x).forEach((images, task) => {
      const filters = tf.unstack(leaf(params, 'kernel'))[task] as Tensor4D;
      expectTreesClose(tf.unstack(y)[task] as tf.Tensor, tf.conv2d(images as Tensor4D, filters, 1, 'same'));
    });
  });

  for (const order of [1, 2]) {
    for (const [strides, dilations, padding] of [
      [1, 1, 'same'],
      [2, 1, 'valid'],
      [[2, 1], 1, 'same'],
      [1, 2, 'same'],
    ] as const) {
      it(`has the right gradient of order ${order} with strides ${String(strides)}, dilations ${dilations}, padding ${padding}`, () => {
        const model = sequential({
          conv: conv2d({ inputChannels: 2, filters: 3, kernelSize: [2, 3], strides, dilations, padding }),
          smooth: activation('tanh'),
          again: conv2d({ inputChannels: 3, filters: 2, kernelSize: 2 }),
        });
        const at = perTask(noisy(model.specs), model.specs, 2);
        checkGradients(energy(model, sample('images', [2, 2, 4, 5, 2])), at, { order });
      });
    }
  }

  it('names its shape when the data have another', () => {
    const layer = conv2d({ inputChannels: 3, filters: 2, kernelSize: 3 });
    const params = initialize(layer.specs, key);
    expect(() => layer.apply(params, tf.zeros([1, 1, 8, 8, 1]), contextOf())).toThrow(InvalidDataError);
    expect(() => layer.apply(params, tf.zeros([1, 8, 8, 3]), contextOf())).toThrow(
      '[tasks, examples, height, width, 3], got [1, 8, 8, 3]',
    );
  });

  it('refuses sizes that are no positive integers', () => {
    expect(() => conv2d({ inputChannels: 1, filters: 2, kernelSize: [3, 0] })).toThrow(
      'conv2d: kernelSize must be an integer of at least 1, got 0.',
    );
    expect(() => conv2d({ inputChannels: 1, filters: 2, kernelSize: 3, strides: -1 })).toThrow('conv2d: strides');
  });

  it('says so when no window fits into the image', () => {
    const layer = conv2d({ inputChannels: 1, filters: 2, kernelSize: 5, padding: 'valid' });
    expect(() => layer.apply(initialize(layer.specs, key), tf.zeros([1, 1, 4, 4, 1]), contextOf())).toThrow(
      'no window of 5 × 5 fits',
    );
  });
});
