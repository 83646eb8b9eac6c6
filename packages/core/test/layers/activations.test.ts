import '@tensorflow/tfjs-backend-cpu';
import { expectTreesEqual } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  activation,
  activationsOf,
  batchNorm,
  conv4,
  dense,
  dropout,
  observe,
  sequential,
  useBackend,
} from '../../src/index.js';
import { contextOf, noisy, sample } from '../support/examples.js';

beforeAll(() => useBackend('cpu'));

const model = sequential({
  body: sequential({
    layer: dense({ inputs: 3, outputs: 4 }),
    norm: batchNorm({ features: 4, statistics: 'running' }),
    drop: dropout({ rate: 0.3 }),
    activation: activation('tanh'),
  }),
  head: dense({ inputs: 4, outputs: 2 }),
});

describe('activationsOf', () => {
  it('gives what every layer gives, in order, those of inner layers before their whole', () => {
    const found = activationsOf(model, noisy(model.specs), sample('x', [2, 5, 3]), contextOf());
    expect(Object.keys(found)).toEqual(['body/layer', 'body/norm', 'body/drop', 'body/activation', 'body', 'head']);
    expect(found['body']).toBe(found['body/activation']);
    expectTreesEqual(found['body/activation'] as tf.Tensor, tf.tanh(found['body/drop'] as tf.Tensor));
  });

  it('ends with the value of the model, and reports and draws as the model does', () => {
    const params = noisy(model.specs);
    const x = sample('x', [2, 5, 3]);
    const whole = observe((context) => model.apply(params, x, context), contextOf());
    const parts = observe((context) => activationsOf(model, params, x, context), contextOf());
    expectTreesEqual(parts.value['head'] as tf.Tensor, whole.value);
    expectTreesEqual(parts.reported, whole.reported);
  });

  it('knows the blocks of conv4 and the layers in them', () => {
    const net = conv4({ height: 16, width: 16, channels: 1, filters: 2, outputs: 3, context: { size: 2, block: 2 } });
    const found = activationsOf(net, noisy(net.specs), sample('x', [1, 2, 16, 16, 1]), contextOf());
    expect(Object.keys(found).filter((name) => !name.includes('/'))).toEqual([
      'block1',
      'block2',
      'block3',
      'block4',
      'features',
      'head',
    ]);
    expect(Object.keys(found).filter((name) => name.startsWith('block2/'))).toEqual([
      'block2/conv',
      'block2/norm',
      'block2/pool',
      'block2/film',
      'block2/activation',
    ]);
  });
});
