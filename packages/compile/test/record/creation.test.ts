import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { expectAgreement } from './support/both.js';
import { onCpu } from './support/cpu.js';
import { integers, quarters, reals, shape, truths } from './support/tensors.js';

onCpu();

describe('tensors from nothing', () => {
  it('are of their shape, value and type', () => {
    fc.assert(
      fc.property(shape(), fc.integer({ min: -9, max: 9 }), (of, value) => {
        expectAgreement(() => [tf.fill(of, value), tf.fill(of, value / 4), tf.fill(of, value, 'int32')]);
        expectAgreement(() => [tf.zeros(of), tf.ones(of), tf.zeros(of, 'int32'), tf.ones(of, 'bool')]);
        for (const make of [quarters, integers, truths])
          expectAgreement((x) => [tf.zerosLike(x), tf.onesLike(x)], make(of));
      }),
    );
  });
  it('range and linspace', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -5, max: 5 }),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 1, max: 3 }),
        (start, count, step) => {
          expectAgreement(() => [tf.range(start, start + count, step), tf.range(start, start + count, step, 'int32')]);
          expectAgreement(() => [
            tf.range(start + count, start, -step),
            tf.range(0, count),
            tf.range(0, count, 1, 'int32'),
          ]);
          expectAgreement(() => tf.linspace(start, start + 0.7 * count, count + 1));
        },
      ),
    );
  });
  it('eye, and tensors of numbers of every type', () => {
    expectAgreement(() => [
      tf.eye(3),
      tf.scalar(2),
      tf.tensor([1, 0], [2], 'bool'),
      tf.tensor2d([[1, 2.5]]),
      tf.tensor1d([7, 8], 'int32'),
    ]);
  });
});

describe('normalisation', () => {
  const last = (of: readonly number[]): number => of.at(-1)!;
  it('by given statistics, a value a channel', () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.integer({ min: 1, max: 3 })), fc.nat(), (of, start) => {
        const channels = [last(of)];
        expectAgreement(
          (x, mean, variance, offset, scale) =>
            tf.batchNorm(x as Tensor4D, mean as never, variance as never, offset as never, scale as never, 0.1),
          reals(of, start),
          reals(channels, start + 1),
          reals(channels, start + 2, 1, 2),
          reals(channels, start + 3),
          reals(channels, start + 4),
        );
        const bare = (x: Tensor, mean: Tensor, variance: Tensor): Tensor =>
          tf.batchNorm(x as Tensor4D, mean as never, variance as never);
        expectAgreement(bare, reals(of, start), reals(channels, start + 1), reals(channels, start + 2, 1, 2));
      }),
    );
  });

  it('has its gradients without a scale and without an offset', () => {
    for (const given of ['offset', 'scale', 'neither']) {
      const f = (x: Tensor, mean: Tensor, other: Tensor): Tensor => {
        const [offset, scale] = ['offset', 'scale'].map((name) => (name === given ? other : undefined));
        return tf.batchNorm(x as Tensor2D, mean as never, tf.ones([3]), offset as never, scale as never, 0.1);
      };
      expectAgreement(
        (x, mean, other) => tf.grads((at, about) => tf.sum(tf.square(f(at, about, other))))([x, mean]),
        reals([2, 3], 1),
        reals([3], 2),
        reals([3], 3),
      );
    }
  });
});
