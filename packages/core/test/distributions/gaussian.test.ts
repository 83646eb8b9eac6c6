import '@tensorflow/tfjs-backend-cpu';
import { checkGradients, expectTreesClose, expectTreesEqual } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  differentiate,
  gaussianKl,
  gaussianLikelihood,
  gaussianLogDensity,
  leaf,
  sampleGaussian,
  useBackend,
} from '../../src/index.js';
import type { ParamTree } from '../../src/index.js';
import { contextOf, key, numbers, sample } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const positive = (label: string): tf.Tensor => tf.add(tf.abs(sample(label, [3], 2)), 0.5);
const at = () => ({
  x: sample('x', [3], 2),
  mean: sample('m', [3], 2),
  deviation: positive('d'),
  toMean: sample('n', [3], 2),
  toDeviation: positive('e'),
});

describe('sampleGaussian', () => {
  it('is the mean plus the deviation times a draw, the same for the same key', () => {
    const { mean, deviation } = at();
    const sampled = sampleGaussian(key, mean, deviation);
    expectTreesEqual(sampleGaussian(key, mean, deviation), sampled);
    expectTreesClose(sampled, tf.add(mean, tf.mul(deviation, key.draw('normal', [3], 2))));
    expect(numbers(sampleGaussian(key.fold('other'), mean, deviation))).not.toEqual(numbers(sampled));
    expectTreesEqual(sampleGaussian(key, mean, tf.zeros([1, 3])), mean);
  });

  it('has slope 1 by the mean and the draw by the deviation', () => {
    const { mean, deviation } = at();
    const f = (params: ParamTree): tf.Tensor =>
      tf.sum(sampleGaussian(key, leaf(params, 'mean'), leaf(params, 'deviation')));
    const { grads } = differentiate(f, { mean, deviation }, contextOf());
    expectTreesClose(grads, { mean: tf.ones([2, 3]), deviation: key.draw('normal', [3], 2) });
  });

  it('has the mean and the deviation that it is told, over many entries', () => {
    const { mean, variance } = tf.moments(sampleGaussian(key, tf.fill([1, 4000], 3), tf.fill([1, 4000], 2)));
    expect(Math.abs((numbers(mean)[0] as number) - 3)).toBeLessThan(4 * (2 / Math.sqrt(4000)));
    expect(Math.abs((numbers(variance)[0] as number) - 4)).toBeLessThan(4 * 4 * Math.sqrt(2 / 4000));
  });
});

describe('gaussianKl', () => {
  it('is 0 between equals, and by hand elsewhere, where the order counts', () => {
    const { mean, deviation } = at();
    expectTreesClose(gaussianKl(mean, deviation, mean, deviation), tf.zeros([2, 3]), { absolute: 1e-6 });
    const [zero, one, three, two] = [0, 1, 3, 2].map((value) => tf.fill([1, 1], value)) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    expect(numbers(gaussianKl(zero, one, three, two))[0]).toBeCloseTo(Math.log(2) + (1 + 9) / 8 - 0.5, 5);
    expect(numbers(gaussianKl(three, two, zero, one))[0]).toBeCloseTo(-Math.log(2) + (4 + 9) / 2 - 0.5, 5);
  });

  it('is the mean over the first of how much higher its log density is', () => {
    const draws = sampleGaussian(key, tf.zeros([1, 20000]), tf.fill([1, 20000], 0.8));
    const density = (mean: number, deviation: number): tf.Tensor =>
      gaussianLogDensity(draws, tf.scalar(mean), tf.scalar(deviation));
    const gap = numbers(tf.mean(tf.sub(density(0, 0.8), density(0.5, 1.2))))[0] as number;
    const expected = numbers(gaussianKl(tf.scalar(0), tf.scalar(0.8), tf.scalar(0.5), tf.scalar(1.2)))[0] as number;
    expect(Math.abs(gap - expected)).toBeLessThan(0.02);
  });
});

describe('gaussianLogDensity', () => {
  it('is the log of the density, by hand, and what gaussianLikelihood adds up', () => {
    const found = gaussianLogDensity(tf.fill([1, 1], 1), tf.zeros([1, 1]), tf.fill([1, 1], 2));
    expect(numbers(found)[0]).toBeCloseTo(Math.log(Math.exp(-1 / 8) / (2 * Math.sqrt(2 * Math.PI))), 6);
    const { x, mean } = at();
    const sum = tf.neg(tf.sum(gaussianLogDensity(x, mean, tf.scalar(0.3)), 1));
    expectTreesClose(gaussianLikelihood({ deviation: 0.3 })(mean, x), sum);
  });
});

it('Gaussian samples, divergences and densities have right second derivatives by all that they take', () => {
  const f = (params: ParamTree): tf.Tensor => {
    const [x, mean, deviation, toMean, toDeviation] = ['x', 'mean', 'deviation', 'toMean', 'toDeviation'].map((name) =>
      leaf(params, name),
    ) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const drawn = tf.square(sampleGaussian(key, mean, deviation));
    return tf.addN([drawn, gaussianKl(mean, deviation, toMean, toDeviation), gaussianLogDensity(x, mean, deviation)]);
  };
  checkGradients(f, at(), { order: 2, directions: 1, tolerance: 3e-2 });
});
