import { useBackend } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import { checkGradients, expectTreesClose } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { crammerSingerDuals } from '../../src/heads/crammer-singer.js';
import { numbers } from '../support/rows.js';

beforeAll(() => useBackend('cpu'));

type Shape = readonly [tasks: number, ways: number, shots: number, features: number];
const settings = { bound: 0.4, jitter: 1, iterations: 60 };

/** Examples around a centre for each class, as an embedding has them. */
function problem([tasks, ways, shots, features]: Shape, seed: number): { features: Tensor; labels: Tensor } {
  const n = ways * shots;
  const centres = tf.tile(tf.tensor4d(numbers(tasks * ways * features, seed), [tasks, ways, 1, features]), [
    1,
    1,
    shots,
    1,
  ]);
  const noise = tf.tensor4d(numbers(tasks * n * features, seed + 7), [tasks, ways, shots, features]);
  const classes = Array.from({ length: n }, (_, i) => Math.floor(i / shots));
  const one = tf.cast(tf.oneHot(tf.tensor1d(classes, 'int32'), ways), 'float32');
  return {
    features: tf.reshape(tf.add(centres, tf.mul(noise, 0.8)), [tasks, n, features]),
    labels: tf.tile(tf.expandDims(one, 0), [tasks, 1, 1]),
  };
}

const shapes = fc.tuple(
  fc.constantFrom(1, 2),
  fc.constantFrom(2, 3, 5),
  fc.constantFrom(1, 3, 5),
  fc.constantFrom(2, 8),
);
const largest = (x: Tensor): number => tf.max(x).dataSync()[0] as number;

describe('duals of Crammer and Singer', () => {
  it('are feasible: α ≤ C·1[y = m], and each row adds up to zero [row 17]', () => {
    fc.assert(
      fc.property(shapes, fc.constantFrom(0.1, 0.4, 3), fc.nat(999), (shape, bound, seed) => {
        tf.tidy(() => {
          const given = problem(shape, seed);
          const duals = crammerSingerDuals({ ...given, ...settings, bound });
          expect(largest(tf.sub(duals, tf.mul(given.labels, bound)))).toBeLessThan(1e-4);
          expect(largest(tf.abs(tf.sum(duals, -1)))).toBeLessThan(1e-4);
        });
      }),
      { numRuns: 25 },
    );
  });

  it('meet the Karush-Kuhn-Tucker conditions: a row of slopes is equal where α is below its bound, and not below that at the bound [row 17]', () => {
    fc.assert(
      fc.property(shapes, fc.constantFrom(0.1, 0.4, 3), fc.nat(999), (shape, bound, seed) => {
        tf.tidy(() => {
          const given = problem(shape, seed);
          const duals = crammerSingerDuals({ ...given, ...settings, bound });
          const gram = tf.matMul(given.features, given.features, false, true);
          const slopes = tf.sub(tf.add(tf.matMul(gram, duals), tf.mul(duals, settings.jitter)), given.labels);
          const room = tf.sub(tf.mul(given.labels, bound), duals).arraySync() as number[][][];
          (slopes.arraySync() as number[][][]).forEach((task, t) =>
            task.forEach((row, i) => {
              const free = row.filter((_, m) => room[t]![i]![m]! > 1e-4);
              const [low, high] = [Math.min(...free), Math.max(...free)];
              expect(high - low).toBeLessThan(1e-4);
              row.forEach((slope) => expect(slope).toBeLessThan(high + 1e-4));
            }),
          );
        });
      }),
      { numRuns: 25 },
    );
  });

  it('are of examples at their bound, of support vectors within it, and of others: the cases are not trivial', () => {
    tf.tidy(() => {
      const given = problem([2, 5, 5, 8], 3);
      const room = tf.sub(tf.mul(given.labels, settings.bound), crammerSingerDuals({ ...given, ...settings }));
      const share = tf.mean(tf.cast(tf.less(room, 1e-6), 'float32')).dataSync()[0];
      expect(share).toBeGreaterThan(0.1);
      expect(share).toBeLessThan(0.9);
    });
  });

  it('follow their examples when these are permuted', () => {
    tf.tidy(() => {
      const { features, labels } = problem([2, 3, 2, 4], 5);
      const order = tf.tensor1d([4, 0, 5, 2, 1, 3], 'int32');
      const permuted = (x: Tensor): Tensor => tf.gather(x, order, 1);
      expectTreesClose(
        crammerSingerDuals({ features: permuted(features), labels: permuted(labels), ...settings }),
        permuted(crammerSingerDuals({ features, labels, ...settings })),
        { tolerance: 1e-4, absolute: 1e-5 },
      );
    });
  });

  it('have the derivatives of the duals solved for anew, to second order', () => {
    const { features, labels } = problem([2, 3, 2, 4], 5);
    for (const order of [1, 2])
      checkGradients(
        (at) => tf.square(crammerSingerDuals({ features: at['features'] as Tensor, labels, ...settings })),
        { features },
        { order, step: 2e-3 },
      );
  });
});
