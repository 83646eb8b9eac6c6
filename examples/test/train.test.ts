import { wasm } from '@innerloop/backend-wasm';
import { meanSquaredError, mlp, useBackend } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { beforeAll, expect, it } from 'vitest';
import { stepOf, trained } from '../experiment/train.js';

beforeAll(() => useBackend(wasm()));

it('ends training once what is asked for holds, and tells how long it took', async () => {
  const learner = maml({ model: mlp({ inputs: 1, hidden: [4], outputs: 1 }), rule: sgd(0.01), loss: meanSquaredError });
  const asked: number[] = [];
  const of = (holds: () => boolean) =>
    trained({
      ...{ step: stepOf(learner), tasks: sinusoids(), iterations: 7, metaBatch: 2, seed: 1 },
      until: { every: 2, holds: () => Promise.resolve(asked.push(1) > 0 && holds()) },
    });
  const early = await of(() => asked.length === 2);
  expect([early.iterations, asked.length]).toEqual([4, 2]);
  const whole = await of(() => false);
  expect([whole.iterations, asked.length]).toEqual([7, 5]);
  for (const { params, dispose } of [early, whole]) {
    expect(Object.keys(params)).toEqual(Object.keys(learner.specs));
    dispose();
  }
});
