import '@tensorflow/tfjs-backend-cpu';
import { expectTreesClose, modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { differentiate, fromFunction, glorotUniform, leaf, mlp, useBackend, zeros } from '../../src/index.js';
import type { Context, Model, TaskFunction } from '../../src/index.js';
import { contextOf, mixed, noisy, perTask, sample } from '../support/examples.js';
import { metaObjective } from '../support/meta-objective.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const specs = {
  'layer0/kernel': { shape: [2, 5], initialize: glorotUniform },
  'layer0/bias': { shape: [5], initialize: zeros },
  'head/kernel': { shape: [5, 3], initialize: glorotUniform },
  'head/bias': { shape: [3], initialize: zeros },
};
const plain: TaskFunction = (params, x) => {
  const hidden = tf.tanh(
    tf.add(tf.matMul(x as Tensor2D, leaf(params, 'layer0/kernel') as Tensor2D), leaf(params, 'layer0/bias')),
  );
  return tf.add(tf.matMul(hidden as Tensor2D, leaf(params, 'head/kernel') as Tensor2D), leaf(params, 'head/bias'));
};
const batched = mlp({ inputs: 2, hidden: [5], outputs: 3, activation: 'tanh' });

modelLaws('fromFunction', { model: fromFunction(specs, plain), x: [2] });
modelLaws('fromFunction of independent examples', { model: fromFunction(specs, plain, { independent: true }), x: [2] });
const centring: TaskFunction = (params, x) => tf.mul(tf.sub(x, tf.mean(x, 0)), leaf(params, 'factor'));
modelLaws('fromFunction of a function of the whole batch', {
  model: fromFunction({ factor: { shape: [], initialize: zeros } }, centring),
  x: [4],
});
modelLaws('fromFunction of a function that draws', {
  model: fromFunction({}, (_params, x, { key }) => tf.add(x, tf.squeeze(key.draw('normal', x.shape, 1), [0]))),
  x: [4],
});

describe('fromFunction', () => {
  for (const independent of [false, true]) {
    it(`equals the batched mlp with plain ops for one task${independent ? ', examples being independent' : ''}`, () => {
      const model = fromFunction(specs, plain, { independent });
      const x = sample('x', [3, 4, 2]);
      const shared = noisy(specs);
      for (const params of [shared, perTask(shared, specs, 3), mixed(shared, specs, 3)]) {
        expectTreesClose(model.apply(params, x, contextOf()), batched.apply(params, x, contextOf()));
      }
    });

    it(`has the meta-gradient of the batched mlp, to second order${independent ? ', examples being independent' : ''}`, () => {
      const episode = {
        support: { x: sample('x', [3, 4, 2]), y: sample('y', [3, 4, 3]) },
        query: { x: sample('x of the query', [3, 2, 2]), y: sample('y of the query', [3, 2, 3]) },
      };
      const at = noisy(specs);
      const gradient = (model: Model): ReturnType<typeof differentiate> =>
        differentiate(metaObjective(model, episode), at, contextOf());
      expectTreesClose(gradient(fromFunction(specs, plain, { independent })).grads, gradient(batched).grads);
    });
  }

  it('calls the function once for all tasks only if examples are independent and all leaves shared', () => {
    let calls = 0;
    const counting: TaskFunction = (params, x, context) => {
      calls += 1;
      return plain(params, x, context);
    };
    const x = sample('x', [3, 4, 2]);
    const callsOf = (independent: boolean, own: boolean): number => {
      calls = 0;
      const params = own ? perTask(noisy(specs), specs, 3) : noisy(specs);
      fromFunction(specs, counting, { independent }).apply(params, x, contextOf());
      return calls;
    };
    expect([callsOf(true, false), callsOf(true, true), callsOf(false, false)]).toEqual([1, 3, 3]);
  });

  it('gives the function leaves of the shapes that its specs say and examples without the task axis', () => {
    const seen: number[][] = [];
    const spy: TaskFunction = (params, x) => {
      seen.push(x.shape, leaf(params, 'w').shape);
      return x;
    };
    fromFunction({ w: { shape: [2], initialize: zeros } }, spy).apply(
      { w: tf.zeros([2, 2]) },
      tf.zeros([2, 5, 3]),
      contextOf(),
    );
    expect(seen).toEqual([[5, 3], [2], [5, 3], [2]]);
  });

  it('lets no report through, since every task would overwrite the value of the others', () => {
    const heard: string[] = [];
    const reporting: TaskFunction = (_params, x, context) => {
      (context as Context).report?.('mean', x);
      return x;
    };
    fromFunction({}, reporting).apply({}, tf.ones([1, 1]), contextOf({ report: (name) => heard.push(name) }));
    expect(heard).toEqual([]);
  });
});
