import '@tensorflow/tfjs-backend-cpu';
import { ConfigError, seed, tidy, useBackend } from '@innerloop/core';
import { corePlugin, createRegistry } from '@innerloop/core/plugin';
import { expectTreesEqual } from '@innerloop/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { chain, learnedOptimizer, lstm, sgd, unitMasks } from '../../src/index.js';
import { innerPlugin } from '../../src/plugin.js';
import { context, follow } from '../support/follow.js';

beforeAll(() => useBackend('cpu'));

const registry = createRegistry(corePlugin, innerPlugin);
const rule = registry.resolve('rule');

describe('innerPlugin', () => {
  it.each([
    ['lstm', lstm()],
    [{ use: 'lstm', units: 3, preprocessing: 7 }, lstm({ units: 3, preprocessing: 7 })],
    ['learned-optimizer', learnedOptimizer()],
    [
      { use: 'learned-optimizer', hidden: [], scale: 0.5, preprocessing: 'none', secondDerivatives: true },
      learnedOptimizer({ hidden: [], scale: 0.5, preprocessing: 'none', secondDerivatives: true }),
    ],
    [{ use: 'chain', rule: { use: 'sgd', learningRate: 0.2 }, wrappers: ['unit-masks'] }, chain(unitMasks())(sgd(0.2))],
    [
      { use: 'chain', rule: { use: 'sgd', learningRate: 0.2 }, wrappers: [{ use: 'unit-masks', logit: 9 }] },
      chain(unitMasks({ logit: 9 }))(sgd(0.2)),
    ],
  ])('makes of %j the rule of its factory', (config, expected) => {
    const made = rule(config);
    expect(made.name).toBe(expected.name);
    expectTreesEqual(follow(made, { steps: 3, tasks: 3 }), follow(expected, { steps: 3, tasks: 3 }));
  });

  it('makes a T-net of any model', () => {
    const net = { use: 'mlp', inputs: 2, hidden: [3], outputs: 1 };
    const model = registry.resolve('model')({ use: 't-net', model: net });
    expect(Object.keys(model.specs)).toContain('warp/layer0/units3');
    tidy(() => {
      const x = seed(1).draw('normal', [4, 2], 2);
      const params = Object.fromEntries(
        Object.entries(model.specs).map(([name, spec]) => [name, spec.initialize(seed(2).fold(name), spec.shape)]),
      );
      expect(model.apply(params, x, context).shape).toEqual([2, 4, 1]);
      return x;
    }).dispose();
  });

  it.each([
    [{ use: 'lstm', units: 0 }, /units/],
    [{ use: 'learned-optimizer', preprocessing: 'log' }, /preprocessing/],
    [{ use: 'learned-optimizer', seconddderivatives: true }, /secondDerivatives/],
    [{ use: 'chain', rule: 'lstm', wrappers: [{ use: 'unit-masks', test: 'mean' }] }, /test/],
  ])('refuses %j with the option', (config, message) => {
    expect(() => rule(config)).toThrow(ConfigError);
    expect(() => rule(config)).toThrow(message);
  });
});
