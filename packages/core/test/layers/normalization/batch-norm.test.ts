import '@tensorflow/tfjs-backend-cpu';
import { checkGradients, expectTreesClose, expectTreesEqual, modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { batchNorm, initialize, leaf, observe, scope, useBackend } from '../../../src/index.js';
import type { Context, Model, NormStatistics, ParamTree } from '../../../src/index.js';
import { contextOf, energy, key, noisy, perTask, sample, sizes } from '../../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const kinds: readonly NormStatistics[] = ['batch', 'running', 'support', 'episode', 'perStep'];
const normOf = (statistics: NormStatistics, features: number): Model =>
  batchNorm({ statistics, features, ...(statistics === 'perStep' ? { steps: 2 } : {}) });

for (const statistics of kinds) {
  for (const { features } of sizes) {
    for (const mode of ['train', 'test'] as const) {
      const model = normOf(statistics, features);
      modelLaws(`batchNorm by ${statistics}, ${features} features, mode ${mode}`, {
        model,
        x: [features],
        mode,
        gradientTolerance: 2e-2,
      });
    }
  }
}
modelLaws('batchNorm of images', {
  model: batchNorm({ statistics: 'batch', features: 2, scale: false }),
  x: [3, 2, 2],
  gradientTolerance: 2e-2,
});

const report = (model: Model, params: ParamTree, x: Tensor, change: Partial<Context> = {}): ParamTree =>
  observe((context) => model.apply(params, x, context), contextOf(change)).reported;

/** How much the first query example's value moves when the others are left out. */
function sensitivity(model: Model, params: ParamTree, mode: Context['mode']): number {
  const x = sample('query', [2, 5, 3]);
  const context = contextOf({ mode, pass: 'query' });
  const first = (y: Tensor): Tensor => tf.slice(y, [0, 0, 0], [2, 1, 3]);
  const together = first(model.apply(params, x, context));
  return tf.max(tf.abs(tf.sub(together, model.apply(params, first(x), context)))).dataSync()[0] as number;
}

describe('batchNorm', () => {
  it("gives each task and feature mean zero and variance one over examples and places, whatever the data's scale", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 2, max: 4 }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (tasks, rows, shift) => {
          tf.tidy(() => {
            const layer = batchNorm({ statistics: 'batch', features: 2 });
            const x = tf.add(tf.mul(sample('x', [tasks, rows, 3, 3, 2]), 2), shift);
            const { mean, variance } = tf.moments(layer.apply(initialize(layer.specs, key), x, contextOf()), [1, 2, 3]);
            expectTreesClose(mean, tf.zeros([tasks, 2]), { absolute: 1e-5 });
            expectTreesClose(variance, tf.ones([tasks, 2]), { tolerance: 1e-4 });
          });
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is scale · (x − mean) / √(variance + epsilon) + offset', () => {
    const layer = batchNorm({ statistics: 'batch', features: 1, epsilon: 0.75 });
    const params = { scale: tf.tensor1d([3]), offset: tf.tensor1d([10]) };
    const y = layer.apply(params, tf.tensor3d([[[1], [2]]]), contextOf()); // variance ¼, so the deviation is 1
    expectTreesClose(y, tf.tensor3d([[[8.5], [11.5]]]));
  });

  it('has the leaves that are asked for', () => {
    const names = (options: Parameters<typeof batchNorm>[0]): string[] => Object.keys(batchNorm(options).specs);
    expect(names({ features: 2, statistics: 'batch' })).toEqual(['scale', 'offset']);
    expect(names({ features: 2, statistics: 'batch', scale: false })).toEqual(['offset']);
    expect(names({ features: 2, statistics: 'batch', scale: false, offset: false })).toEqual([]);
    expect(names({ features: 2, statistics: 'running', offset: false })).toEqual(['scale', 'mean', 'variance']);
    expect(names({ features: 2, statistics: 'perStep', steps: 2, scale: false, offset: false })).toEqual([
      'step0/mean',
      'step0/variance',
      'step1/mean',
      'step1/variance',
    ]);
    expect(batchNorm({ features: 2, statistics: 'running' }).specs['mean']?.role).toBe('running');
    expect(batchNorm({ features: 2, statistics: 'support' }).specs['variance']?.role).toBe('fixed');
  });

  describe('by batch', () => {
    it('lets query examples inform each other: splitting the query changes the values', () => {
      const layer = normOf('batch', 3);
      for (const mode of ['train', 'test'] as const)
        expect(sensitivity(layer, noisy(layer.specs), mode)).toBeGreaterThan(0.1);
    });

    it('has right gradients by examples, scale and offset, of order 1 and 2', () => {
      const layer = normOf('batch', 3);
      const x = sample('x', [2, 4, 3]);
      const f = ({ x: at, ...params }: ParamTree): Tensor => tf.tanh(layer.apply(params, at as Tensor, contextOf()));
      for (const order of [1, 2]) checkGradients(f, { ...noisy(layer.specs), x }, { order });
    });
  });

  describe('by running averages', () => {
    const layer = batchNorm({ statistics: 'running', features: 3, momentum: 0.25 });

    it('does not let query examples inform each other in testing: splitting the query changes nothing', () => {
      expect(sensitivity(layer, noisy(layer.specs), 'test')).toBe(0);
      expect(sensitivity(layer, perTask(noisy(layer.specs), layer.specs, 2), 'test')).toBe(0);
    });

    it('reports (1 − momentum) · old + momentum · new for each task, from support passes of training', () => {
      const params = noisy(layer.specs);
      const x = sample('x', [2, 4, 3]);
      const { mean, variance } = tf.moments(x, 1);
      const blend = (name: string, batch: Tensor): Tensor =>
        tf.add(tf.mul(leaf(params, name), 0.75), tf.mul(batch, 0.25));
      const expected = { mean: blend('mean', mean), variance: blend('variance', variance) };
      expectTreesClose(report(layer, params, x, { pass: 'support' }), expected);
      expectTreesClose(report(layer, params, x), expected);
    });

    it('goes on from averages of each task', () => {
      const x = sample('x', [2, 4, 3]);
      const once = report(layer, noisy(layer.specs), x);
      const twice = report(layer, { ...noisy(layer.specs), ...once }, x);
      const gap = (params: ParamTree): Tensor => tf.sub(leaf(params, 'mean'), tf.mean(x, 1));
      expectTreesClose(gap(twice), tf.mul(gap(once), 0.75), { tolerance: 1e-4 });
    });

    it('reports nothing from query passes and nothing in testing', () => {
      const x = sample('x', [2, 4, 3]);
      expect(report(layer, noisy(layer.specs), x, { pass: 'query' })).toEqual({});
      expect(report(layer, noisy(layer.specs), x, { mode: 'test' })).toEqual({});
    });

    it('normalises by the batch in training and by the stored values in testing', () => {
      const params = {
        ...initialize(layer.specs, key),
        mean: tf.tensor1d([1, 2, 3]),
        variance: tf.tensor1d([4, 4, 4]),
      };
      const x = sample('x', [2, 4, 3]);
      const stored = layer.apply(params, x, contextOf({ mode: 'test' }));
      expectTreesClose(stored, tf.div(tf.sub(x, [1, 2, 3]), Math.sqrt(4 + 1e-5)));
      const plain = normOf('batch', 3);
      expectTreesEqual(layer.apply(params, x, contextOf()), plain.apply(initialize(plain.specs, key), x, contextOf()));
    });
  });

  describe('by the support', () => {
    const layer = normOf('support', 3);

    it('hands the statistics of the support to the query, in training and in testing', () => {
      for (const mode of ['train', 'test'] as const) {
        const params = noisy(layer.specs);
        const support = sample('support', [2, 4, 3]);
        const query = sample('query', [2, 5, 3]);
        const reported = report(layer, params, support, { mode, pass: 'support' });
        const { mean, variance } = tf.moments(support, 1);
        expectTreesClose(reported, { mean, variance });
        const scaled = tf.div(tf.sub(query, tf.expandDims(mean, 1)), tf.sqrt(tf.add(tf.expandDims(variance, 1), 1e-5)));
        const expected = tf.add(tf.mul(scaled, leaf(params, 'scale')), leaf(params, 'offset'));
        expectTreesClose(layer.apply({ ...params, ...reported }, query, contextOf({ mode, pass: 'query' })), expected);
      }
    });

    it('keeps what is stored where the support has no rows', () => {
      for (const statistics of ['support', 'running'] as const) {
        const model = normOf(statistics, 3);
        expect(report(model, noisy(model.specs), tf.zeros([2, 0, 3]))).toEqual({});
        expect(model.apply(noisy(model.specs), tf.zeros([2, 0, 3]), contextOf()).shape).toEqual([2, 0, 3]);
      }
    });

    it('never lets a query example reach another, nor the support', () => {
      const params = noisy(layer.specs);
      const reported = report(layer, params, sample('support', [2, 4, 3]));
      for (const mode of ['train', 'test'] as const)
        expect(sensitivity(layer, { ...params, ...reported }, mode)).toBe(0);
      expect(report(layer, params, sample('query', [2, 5, 3]), { pass: 'query' })).toEqual({});
    });

    it('lets the gradient of a query loss flow into the support through its statistics', () => {
      const f = ({ support, ...params }: ParamTree): Tensor => {
        const { reported } = observe((context) => layer.apply(params, support as Tensor, context), contextOf());
        return tf.tanh(
          layer.apply({ ...params, ...reported }, sample('query', [2, 5, 3]), contextOf({ pass: 'query' })),
        );
      };
      const at = { ...noisy(layer.specs), support: sample('support', [2, 4, 3]) };
      for (const order of [1, 2]) {
        const { directions } = checkGradients(f, at, { order });
        expect(Math.abs(directions.find(({ leaves }) => leaves === 'support')?.analytic ?? 0)).toBeGreaterThan(1e-3);
      }
    });
  });

  describe('by an average of the episode', () => {
    const layer = batchNorm({ statistics: 'episode', features: 3 });
    const passes = (momentum: number, count: number): ParamTree => {
      const of = batchNorm({ statistics: 'episode', features: 3, momentum });
      const params = initialize(of.specs, key);
      const from = Array.from({ length: count }, (_, step) => sample(`support ${step}`, [2, 4, 3]));
      return from.reduce((at, x) => ({ ...at, ...report(of, at, x, { mode: 'test' }) }), params);
    };

    it('is what a query of testing is normalised by, whatever the others', () => {
      for (const params of [noisy(layer.specs), passes(0.5, 3)]) expect(sensitivity(layer, params, 'test')).toBe(0);
      expect(sensitivity(layer, noisy(layer.specs), 'train')).toBeGreaterThan(0.1);
    });

    it('is the last batch alone with a momentum of 1, and 9 parts in 10 of it by default', () => {
      const { mean, variance } = tf.moments(sample('support 2', [2, 4, 3]), 1);
      expectTreesClose(
        { mean: leaf(passes(1, 3), 'mean'), variance: leaf(passes(1, 3), 'variance') },
        { mean, variance },
      );
      const x = sample('x', [2, 4, 3]);
      const reported = report(layer, initialize(layer.specs, key), x, { mode: 'test' });
      expectTreesClose(leaf(reported, 'mean'), tf.mul(tf.mean(x, 1), 0.9), { tolerance: 1e-5 });
    });

    it('reports nothing from queries, nor from a support without rows', () => {
      expect(report(layer, noisy(layer.specs), sample('x', [2, 4, 3]), { pass: 'query', mode: 'test' })).toEqual({});
      expect(report(layer, noisy(layer.specs), tf.zeros([2, 0, 3]))).toEqual({});
    });
  });

  describe('per step', () => {
    const layer = normOf('perStep', 3);
    const params = noisy(layer.specs);
    const x = sample('x', [2, 4, 3]);
    const single = batchNorm({ statistics: 'running', features: 3 });

    for (const [step, used] of [
      [undefined, 0],
      [0, 0],
      [1, 1],
      [2, 1],
      [7, 1],
    ] as const) {
      it(`uses and reports the leaves of step ${used} at step ${String(step)}`, () => {
        const own = Object.fromEntries(
          Object.keys(single.specs).map((name) => [name, leaf(params, `step${used}/${name}`)]),
        );
        const at = step === undefined ? {} : { step };
        for (const mode of ['train', 'test'] as const) {
          expectTreesEqual(
            layer.apply(params, x, contextOf({ ...at, mode })),
            single.apply(own, x, contextOf({ mode })),
          );
        }
        expect(Object.keys(report(layer, params, x, at))).toEqual([`step${used}/mean`, `step${used}/variance`]);
      });
    }

    it('keeps the averages of the other steps: each step has leaves of its own to report', () => {
      const { reported } = observe((context) => {
        const first = layer.apply(params, x, { ...context, step: 0 });
        return layer.apply(params, first, { ...context, step: 1 });
      }, contextOf());
      expect(Object.keys(reported)).toHaveLength(4);
    });

    it.each(['batch', 'support'] as const)('gives %s statistics a scale and an offset for each step', (statistics) => {
      const stepwise = batchNorm({ statistics, features: 3, steps: 2 });
      const plain = batchNorm({ statistics, features: 3 });
      const all = noisy(stepwise.specs);
      expect(stepwise.normalization).toBe(statistics);
      for (const step of [0, 1, 5]) {
        const own = scope(all, `step${Math.min(step, 1)}`);
        expectTreesEqual(stepwise.apply(all, x, contextOf({ step })), plain.apply(own, x, contextOf()));
      }
    });

    it('gives leaves of other steps gradient zero', () => {
      checkGradients(energy(layer, x, { step: 1 }), params);
    });
  });

  it('refuses options that fit no meaning', () => {
    expect(() => batchNorm({ features: 0, statistics: 'batch' })).toThrow('batchNorm: features');
    expect(() => batchNorm({ features: 1, statistics: 'running', momentum: 1.5 })).toThrow('batchNorm: momentum');
    expect(() => batchNorm({ features: 1, statistics: 'batch', epsilon: -1 })).toThrow('batchNorm: epsilon');
    expect(() => batchNorm({ features: 1, statistics: 'perStep' })).toThrow("the statistics 'perStep' need steps");
    expect(() => batchNorm({ features: 1, statistics: 'perStep', steps: 0 })).toThrow('batchNorm: steps');
    expect(() => batchNorm({ features: 1, statistics: 'layer' as NormStatistics })).toThrow(
      'batchNorm: statistics must be one of batch, running, support, episode, perStep',
    );
  });

  it('names its shape when the data have another', () => {
    expect(() => normOf('batch', 3).apply({}, tf.zeros([2, 5, 4]), contextOf())).toThrow(
      'batchNorm: expected x of shape',
    );
  });
});
