import '@tensorflow/tfjs-backend-cpu';
import { expectTreesClose, modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { dense, initialize, InvalidDataError, InvalidOptionError, normal, useBackend } from '../../src/index.js';
import { contextOf, key, noisy, numbers, perTask, sample, sizes } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

for (const { features } of sizes) {
  modelLaws(`dense of ${features} features`, { model: dense({ inputs: features, outputs: features }), x: [features] });
}
modelLaws('dense without bias', { model: dense({ inputs: 2, outputs: 5, bias: false }), x: [2] });
modelLaws('dense over sequences', { model: dense({ inputs: 3, outputs: 2 }), x: [5, 3] });

describe('dense', () => {
  it('is x · kernel + bias', () => {
    const params = {
      kernel: tf.tensor2d([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      bias: tf.tensor1d([0.5, -1, 0]),
    };
    const y = dense({ inputs: 2, outputs: 3 }).apply(
      params,
      tf.tensor3d([
        [
          [1, 0],
          [2, -1],
        ],
      ]),
      contextOf(),
    );
    expect(y.shape).toEqual([1, 2, 3]);
    expect(numbers(y)).toEqual([1.5, 1, 3, -1.5, -2, 0]);
  });

  it('gives each task the product with its own kernel', () => {
    const layer = dense({ inputs: 2, outputs: 2, bias: false });
    const kernel = tf.tensor3d([
      [
        [1, 0],
        [0, 1],
      ],
      [
        [0, 10],
        [1, 0],
      ],
    ]);
    const y = layer.apply({ kernel }, tf.tensor3d([[[3, 4]], [[3, 4]]]), contextOf());
    expect(numbers(y)).toEqual([3, 4, 4, 30]);
  });

  it('equals a product of its own for each place of an example', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        (tasks, rows, places) => {
          tf.tidy(() => {
            const layer = dense({ inputs: 3, outputs: 2 });
            const params = perTask(noisy(layer.specs), layer.specs, tasks);
            const x = sample('x', [tasks, rows, places, 3]);
            const whole = layer.apply(params, x, contextOf());
            const one = layer.apply(
              params,
              tf.reshape(tf.slice(x, [0, 0, places - 1, 0], [tasks, rows, 1, 3]), [tasks, rows, 3]),
              contextOf(),
            );
            expectTreesClose(
              tf.reshape(tf.slice(whole, [0, 0, places - 1, 0], [tasks, rows, 1, 2]), [tasks, rows, 2]),
              one,
            );
          });
        },
      ),
      { numRuns: 20 },
    );
  });

  it('starts with a bias of zero and a kernel of the initializer', () => {
    const { kernel, bias } = initialize(dense({ inputs: 50, outputs: 40, initializer: normal(0.1) }).specs, key);
    expect(numbers(bias as tf.Tensor).every((entry) => entry === 0)).toBe(true);
    const { variance } = tf.moments(kernel as tf.Tensor);
    expect(Math.sqrt(numbers(variance)[0] as number)).toBeCloseTo(0.1, 2);
  });

  it('refuses sizes that are no positive integers', () => {
    expect(() => dense({ inputs: 0, outputs: 1 })).toThrow(InvalidOptionError);
    expect(() => dense({ inputs: 2, outputs: 1.5 })).toThrow(
      'dense: outputs must be an integer of at least 1, got 1.5.',
    );
  });

  it('names its shape when the data have another', () => {
    const layer = dense({ inputs: 3, outputs: 1 });
    const params = initialize(layer.specs, key);
    expect(() => layer.apply(params, tf.zeros([2, 5, 4]), contextOf())).toThrow(InvalidDataError);
    expect(() => layer.apply(params, tf.zeros([2, 5, 4]), contextOf())).toThrow(
      '[tasks, examples, …, 3], got [2, 5, 4]',
    );
    expect(() => layer.apply(params, tf.zeros([2, 3]), contextOf())).toThrow('got [2, 3]');
  });

  it('refuses the kernels of two tasks for the data of four, whose rows would be mixed up in silence', () => {
    const layer = dense({ inputs: 3, outputs: 1 });
    const params = perTask(initialize(layer.specs, key), layer.specs, 2);
    expect(() => layer.apply(params, tf.zeros([4, 5, 3]), contextOf())).toThrow('x holds 4 tasks and the kernel');
  });

  it('names the leaves that there are when one is missing', () => {
    expect(() =>
      dense({ inputs: 1, outputs: 1 }).apply({ weight: tf.zeros([1, 1]) }, tf.zeros([1, 1, 1]), contextOf()),
    ).toThrow("no parameter 'kernel'. There are: weight");
  });
});
