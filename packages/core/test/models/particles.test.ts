import '@tensorflow/tfjs-backend-cpu';
import { expectTreesClose, modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  batchNorm,
  conv4,
  dense,
  dropout,
  initialize,
  mapParams,
  mlp,
  particles,
  seed,
  sequential,
  useBackend,
} from '../../src/index.js';
import type { Context, Model, ParamTree } from '../../src/index.js';
import { contextOf, sample } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const network = mlp({ inputs: 2, hidden: [5], outputs: 3, activation: 'tanh' });
const drawing = sequential({ body: dense({ inputs: 2, outputs: 4 }), drop: dropout({ rate: 0.5 }) });
const normalised = (statistics: 'batch' | 'running' | 'support'): Model =>
  sequential({ body: dense({ inputs: 2, outputs: 4 }), norm: batchNorm({ features: 4, statistics }) });

modelLaws('particles of an mlp', { model: particles(network, 3), x: [2] });
modelLaws('particles of a model that draws', { model: particles(drawing, 2), x: [2] });
modelLaws('particles of a model with statistics of the batch', { model: particles(normalised('batch'), 2), x: [2] });
modelLaws('particles of conv4', {
  model: particles(conv4({ height: 8, width: 8, channels: 1, filters: 2, downsample: 'stride', head: 'mean' }), 2),
  x: [8, 8, 1],
  smooth: false,
  sizes: [
    { tasks: 2, rows: 2 },
    { tasks: 3, rows: 5 },
  ],
  tolerance: 1e-4,
});

/** The leaves of one particle; per-task leaves keep their tasks. */
const particleOf = (params: ParamTree, particle: number, perTask: boolean): ParamTree =>
  mapParams(params, (tensor) =>
    tf.squeeze(tf.slice(tensor, perTask ? [0, particle] : [particle], perTask ? [-1, 1] : [1]), [perTask ? 1 : 0]),
  );

describe('particles', () => {
  it.each([false, true])('are as many models by themselves, with leaves per task: %s', (perTask) => {
    tf.tidy(() => {
      const many = particles(network, 3);
      const shared = initialize(many.specs, seed(4));
      const params = perTask
        ? mapParams(shared, (tensor, name) => tf.add(tensor, seed(5).fold(name).draw('normal', tensor.shape, 2)))
        : shared;
      const x = sample('x', [2, 4, 2]);
      const alone = [0, 1, 2].map((m) => network.apply(particleOf(params, m, perTask), x, contextOf()));
      expectTreesClose(many.apply(params, x, contextOf()), tf.stack(alone, 2));
    });
  });

  it('start at different values, and say in their specs that they are particles', () => {
    tf.tidy(() => {
      const { specs } = particles(network, 2);
      const [one, two] = tf.unstack(initialize(specs, seed(4))['layer0/kernel'] as tf.Tensor);
      expect(tf.sum(tf.abs(tf.sub(one as tf.Tensor, two as tf.Tensor))).dataSync()[0]).toBeGreaterThan(0.1);
      expect(specs['layer0/kernel']).toMatchObject({ shape: [2, 2, 5], particles: 2 });
      expect(specs['layer0/bias']?.shape).toEqual([2, 5]);
    });
  });

  it('draw each its own numbers', () => {
    tf.tidy(() => {
      const many = particles(drawing, 2);
      const same = mapParams(initialize(many.specs, seed(4)), (tensor) => tf.onesLike(tensor));
      const [one, two] = tf.unstack(many.apply(same, tf.ones([1, 50, 2]), contextOf()), 2);
      expect(tf.sum(tf.abs(tf.sub(one as tf.Tensor, two as tf.Tensor))).dataSync()[0]).toBeGreaterThan(1);
    });
  });

  it.each(['running', 'support'] as const)('report the %s statistics of each particle and task', (statistics) => {
    tf.tidy(() => {
      const model = normalised(statistics);
      const many = particles(model, 2);
      const params = initialize(many.specs, seed(4));
      const x = sample('x', [3, 5, 2]);
      const heard = (of: Model, leaves: ParamTree): ParamTree => {
        const reported: Record<string, tf.Tensor> = {};
        const context: Context = {
          ...contextOf(),
          pass: 'support',
          report: (name, value) => void (reported[name] = value),
        };
        of.apply(leaves, x, context);
        return reported;
      };
      const reported = heard(many, params);
      expect(Object.keys(reported).length).toBe(2);
      for (const m of [0, 1])
        expectTreesClose(particleOf(reported, m, true), heard(model, particleOf(params, m, false)));
    });
  });

  it('are at least one', () => {
    expect(() => particles(network, 0)).toThrow('particles: count must be an integer of at least 1, got 0.');
  });
});
