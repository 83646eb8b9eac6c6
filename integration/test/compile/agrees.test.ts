import { wasm } from '@innerloop/backend-wasm';
import {
  batchNorm,
  conv4,
  crossEntropy,
  dense,
  dropout,
  flatten,
  activation,
  conv2d,
  averagePool,
  layerNorm,
  meanSquaredError,
  seed,
  sequential,
  useBackend,
} from '@innerloop/core';
import type { AnyInnerLearner, Model } from '@innerloop/core';
import { sgd } from '@innerloop/inner';
import { prototypical } from '@innerloop/metric';
import { logistic, maml, reptile, ridge, svm } from '@innerloop/outer';
import { classificationEpisodes, regressionEpisodes } from '@innerloop/testkit';
import { exact, firstOrder } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { cases } from '../matrix/cases.js';
import { cellOf } from '../matrix/cell.js';
import { distance } from '../matrix/compiled.js';
import { worlds } from '../matrix/worlds.js';

vi.setConfig({ testTimeout: 120_000 });

beforeAll(() => useBackend(wasm()));

const size = { tasks: 3, shots: 2, queries: 1 };

describe.each(worlds.map((world) => [world.name, world] as const))('compiled, as eagerly: %s', (_name, world) => {
  const crossing = cases({
    worlds: (one) => one === world,
    wrappers: (_rule, learner) => learner === 'maml' && world.kind === 'regression',
  });
  it.each(crossing.map((one) => [one.name, one] as const))('%s, in both orders', (_case, one) => {
    tf.tidy(() => {
      const { learner, episode } = cellOf(one);
      for (const how of [exact(), firstOrder()])
        expect(distance(learner, how, episode)).toBeLessThanOrEqual(world.tolerance);
    });
  });
});

describe('compiled, as eagerly, where the network has kinks', () => {
  it.each(['stride', 'pool'] as const)('maml × sgd on conv4 with relu, by %s', (downsample) => {
    const model = conv4({ height: 16, width: 16, channels: 1, filters: 2, outputs: 3, downsample });
    const learner = maml({ model, rule: sgd(0.1), loss: crossEntropy, steps: 2 });
    const episode = classificationEpisodes({ features: [16, 16, 1], ways: 3 });
    tf.tidy(() => {
      for (const how of [exact(), firstOrder()])
        expect(distance(learner, how, episode(size, seed(51)))).toBeLessThanOrEqual(1e-4);
    });
  });
});

const smoothImages: Model = sequential({
  conv: conv2d({ inputChannels: 1, filters: 3, kernelSize: 3 }),
  norm: batchNorm({ features: 3, statistics: 'batch' }),
  bend: activation('softplus'),
  pool: averagePool({ size: 2 }),
  deep: conv2d({ inputChannels: 3, filters: 4, kernelSize: 3, strides: 2, padding: 'valid' }),
  curve: activation('tanh'),
  flat: flatten(),
  layer: layerNorm({ features: 4 }),
  head: dense({ inputs: 4, outputs: 3 }),
});

const noisy: Model = sequential({
  body: dense({ inputs: 1, outputs: 6 }),
  bend: activation('tanh'),
  noise: dropout({ rate: 0.4 }),
  head: dense({ inputs: 6, outputs: 1 }),
});

const pictures = classificationEpisodes({ features: [8, 8, 1], ways: 3 });
const curves = regressionEpisodes();
const imageLearner = (steps: number, adaptsNorm = false): AnyInnerLearner =>
  maml({ model: smoothImages, rule: sgd(0.2), loss: crossEntropy, steps, adaptsNorm });

describe('compiled, as eagerly', () => {
  it.each([1, 3])('smooth convolutions with batch norm, pooling and layer norm, %d steps', (steps) => {
    tf.tidy(() => {
      for (const how of [exact(), firstOrder()])
        expect(distance(imageLearner(steps), how, pictures(size, seed(3)))).toBeLessThanOrEqual(1e-5);
    });
  });

  it('reptile', () => {
    tf.tidy(() => {
      const [images, lines] = [pictures(size, seed(4)), curves(size, seed(5))];
      expect(distance(imageLearner(2, true), reptile({ scale: 5 }), images)).toBeLessThanOrEqual(1e-5);
      const lineLearner = maml({ model: noisy, rule: sgd(0.1), loss: meanSquaredError, steps: 3 });
      expect(distance(lineLearner, reptile(), lines)).toBeLessThanOrEqual(1e-5);
    });
  });

  it('dropout, whose masks are those of the key', () => {
    const learner = maml({ model: noisy, rule: sgd(0.1), loss: meanSquaredError, steps: 2 });
    tf.tidy(() => {
      const episode = curves(size, seed(5));
      for (const key of [seed(1), seed(2).from(3)])
        expect(distance(learner, exact(), episode, key)).toBeLessThanOrEqual(1e-5);
    });
  });

  it.each(['batch', 'running', 'support'] as const)('prototypical on conv4 with %s statistics', (statistics) => {
    const images = { height: 16, width: 16, channels: 1, filters: 3, norm: { statistics } } as const;
    tf.tidy(() => {
      const episode = classificationEpisodes({ features: [16, 16, 1], ways: 3 })(size, seed(6));
      expect(distance(prototypical({ model: conv4(images) }), exact(), episode)).toBeLessThanOrEqual(1e-3);
    });
  });

  it('prototypical on a smooth network', () => {
    tf.tidy(() => {
      const model = { ...smoothImages };
      expect(distance(prototypical({ model }), exact(), pictures(size, seed(7)))).toBeLessThanOrEqual(1e-5);
    });
  });

  it.each([
    ['ridge', ridge, 1e-5],
    ['logistic', logistic, 1e-5],
    ['svm', svm, 1e-4],
  ] as const)('%s on a smooth network, its systems solved by compiled code', (_name, head, most) => {
    tf.tidy(() => {
      const model = { ...smoothImages };
      for (const shots of [1, 4]) {
        const episode = pictures({ ...size, shots }, seed(7));
        expect(distance(head({ model, scale: 3 }), exact(), episode)).toBeLessThanOrEqual(most);
      }
    });
  });

  it('one task, one example, one query', () => {
    tf.tidy(() => {
      const one = pictures({ tasks: 1, shots: 1, queries: 1 }, seed(8));
      expect(distance(imageLearner(1), exact(), one)).toBeLessThanOrEqual(1e-5);
    });
  });
});
