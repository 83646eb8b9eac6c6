import '@tensorflow/tfjs-backend-cpu';
import { ConfigError, useBackend } from '@innerloop/core';
import { createRegistry } from '@innerloop/core/plugin';
import { expectTreesEqual } from '@innerloop/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  adagrad,
  adam,
  adamW,
  alfa,
  chain,
  clipByNorm,
  clipByValue,
  cosine,
  groups,
  lslr,
  metaCurvature,
  metaSgd,
  momentum,
  persistent,
  rmsprop,
  scheduled,
  sgd,
  weightDecay,
} from '../src/index.js';
import { innerPlugin } from '../src/plugin.js';
import { follow } from './support/follow.js';

beforeAll(() => useBackend('cpu'));

const rule = createRegistry(innerPlugin).resolve('rule');

describe('innerPlugin', () => {
  it.each([
    [{ use: 'sgd', learningRate: 0.2 }, sgd(0.2)],
    [{ use: 'momentum', learningRate: 0.2, nesterov: true }, momentum({ learningRate: 0.2, nesterov: true })],
    ['adam', adam()],
    [{ use: 'adam', learningRate: 0.2, beta1: 0 }, adam({ learningRate: 0.2, beta1: 0 })],
    [{ use: 'adamw', learningRate: 0.2, decays: ['kernel'] }, adamW({ learningRate: 0.2, decays: ['kernel'] })],
    ['rmsprop', rmsprop()],
    [
      { use: 'rmsprop', learningRate: 0.2, decay: 0.5, epsilon: 1 },
      rmsprop({ learningRate: 0.2, decay: 0.5, epsilon: 1 }),
    ],
    [{ use: 'adagrad', initial: 2 }, adagrad({ initial: 2 })],
    [{ use: 'meta-sgd', rate: 0.2 }, metaSgd({ rate: 0.2 })],
    [{ use: 'lslr', steps: 2, rate: 0.2 }, lslr({ steps: 2, rate: 0.2 })],
    [{ use: 'alfa', steps: 2, rate: 0.2 }, alfa({ steps: 2, rate: 0.2 })],
    [{ use: 'alfa', steps: 2, decay: 0.2 }, alfa({ steps: 2, decay: 0.2 })],
    [{ use: 'meta-curvature', learningRate: 0.2 }, metaCurvature(0.2)],
    [{ use: 'persistent', rule: { use: 'adam', beta1: 0 } }, persistent(adam({ beta1: 0 }))],
    [
      {
        use: 'chain',
        rule: { use: 'sgd', learningRate: 0.2 },
        wrappers: [
          { use: 'clip-by-value', limit: 0.5 },
          { use: 'clip-by-norm', limit: 0.4 },
          { use: 'scheduled', schedule: { use: 'cosine', to: 0.1, steps: 3 } },
          { use: 'groups', factors: { kernel: 0.5, bias: 0 }, learned: true },
          { use: 'weight-decay', share: 0.1 },
        ],
      },
      chain(
        clipByValue(0.5),
        clipByNorm(0.4),
        scheduled(cosine({ to: 0.1, steps: 3 })),
        groups({ kernel: 0.5, bias: 0 }, { learned: true }),
        weightDecay(0.1),
      )(sgd(0.2)),
    ],
  ])('makes of %j the rule of its factory', (config, expected) => {
    const made = rule(config);
    expect(made.name).toBe(expected.name);
    expectTreesEqual(
      follow(made, { steps: 4, tasks: 2, indexed: true }),
      follow(expected, { steps: 4, tasks: 2, indexed: true }),
    );
  });

  it.each([
    [{ use: 'sgd', learningRate: -1 }, /learningRate.*-1/],
    [{ use: 'sgd', learningrate: 1 }, /learningrate.*learningRate/s],
    [{ use: 'sdg' }, /sdg.*sgd/],
    [{ use: 'lslr' }, /steps/],
    [{ use: 'chain', rule: 'adam', wrappers: [{ use: 'groups', factors: { head: -1 } }] }, /factors.*head/s],
    [{ use: 'persistent', rule: { use: 'sgd', learningRate: 1 } }, /sgd.*remembers/],
    [{ use: 'chain', rule: 'adam', wrappers: [{ use: 'clip', limit: 1 }] }, /wrappers.*clip/],
    [
      { use: 'chain', rule: 'adam', wrappers: [{ use: 'scheduled', schedule: { use: 'cosine', step: 3 } }] },
      /step.*steps/s,
    ],
  ])('refuses %j with the option and what is known', (config, message) => {
    expect(() => rule(config)).toThrow(ConfigError);
    expect(() => rule(config)).toThrow(message);
  });
});
