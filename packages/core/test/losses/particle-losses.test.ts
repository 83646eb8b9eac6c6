import '@tensorflow/tfjs-backend-cpu';
import { expectTreesClose } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  categoricalLikelihood,
  crossEntropy,
  eachParticle,
  gaussianLikelihood,
  meanSquaredError,
  particleLosses,
  spreadOf,
  useBackend,
} from '../../src/index.js';
import { sample } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

describe('particleLosses', () => {
  it.each([
    { name: 'of regression', loss: meanSquaredError, y: () => sample('y', [3, 4, 2]) },
    { name: 'of classification', loss: crossEntropy, y: () => tf.softmax(sample('y', [3, 4, 2])) },
  ])('$name is the loss of each particle, and eachParticle their sum', ({ loss, y }) => {
    tf.tidy(() => {
      const [predictions, targets] = [sample('predictions', [3, 4, 5, 2]), y()];
      const alone = tf.stack(
        tf.unstack(predictions, 2).map((one) => loss(one, targets)),
        1,
      );
      expectTreesClose(particleLosses(loss, predictions, targets), alone);
      expectTreesClose(eachParticle(loss)(predictions, targets), tf.sum(alone, 1));
    });
  });
});

describe('gaussianLikelihood', () => {
  it('is −Σ log of the normal density', () => {
    tf.tidy(() => {
      const deviation = 0.5;
      const density = (r: number): number =>
        Math.exp(-0.5 * (r / deviation) ** 2) / (deviation * Math.sqrt(2 * Math.PI));
      const found = gaussianLikelihood({ deviation })(
        tf.tensor([1, 2, 0, 0], [2, 2, 1]),
        tf.tensor([0.5, 1, 0, 1], [2, 2, 1]),
      );
      const wanted = [
        [0.5, 1],
        [0, -1],
      ].map((residuals) => -residuals.reduce((sum, r) => sum + Math.log(density(r)), 0));
      expectTreesClose(found, tf.tensor(wanted));
    });
  });

  it('refuses a deviation that is none', () => {
    expect(() => gaussianLikelihood({ deviation: 0 })).toThrow(
      'gaussianLikelihood: deviation must be a positive finite number, got 0.',
    );
  });
});

describe('categoricalLikelihood', () => {
  it('is −Σ log of the probability of the class', () => {
    tf.tidy(() => {
      const logits = sample('logits', [3, 4, 2]);
      const classes = [0, 1, 1, 0];
      const labels = tf.stack([...Array(3).keys()].map(() => tf.cast(tf.oneHot(classes, 2), 'float32')));
      const probabilities = tf.softmax(logits).arraySync() as number[][][];
      const wanted = probabilities.map((task) =>
        task.reduce((sum, own, i) => sum - Math.log(own[classes[i] as number] as number), 0),
      );
      expectTreesClose(categoricalLikelihood(logits, labels), tf.tensor(wanted));
    });
  });
});

describe('spreadOf', () => {
  it('is mean and variance over the particles', () => {
    tf.tidy(() => {
      const { mean, variance } = spreadOf(tf.tensor([1, 3, 5, 5], [1, 2, 2, 1]));
      expect([...mean.dataSync()]).toEqual([2, 5]);
      expect([...variance.dataSync()]).toEqual([1, 0]);
    });
  });
});
