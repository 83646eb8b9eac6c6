import '@tensorflow/tfjs-backend-cpu';
import {
  differentiate,
  disposeTree,
  initialize,
  InvalidOptionError,
  leaf,
  mapParams,
  seed,
  under,
  useBackend,
} from '@innerloop/core';
import type { Context, ParamSpecs, ParamTree, Tensor, Tree, UpdateRule } from '@innerloop/core';
import { expectTreesClose, expectTreesEqual, updateRuleLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { adam, metaSgd, sgd, unitMasks } from '../../src/index.js';
import { context, follow, stepsOf } from '../support/follow.js';

beforeAll(() => useBackend('cpu'));

updateRuleLaws('unitMasks of sgd', unitMasks({ logit: 2 })(sgd(0.1)), { differentiable: false });
updateRuleLaws('unitMasks of adam', unitMasks({ logit: 2 })(adam(0.05)), { differentiable: false });
updateRuleLaws('unitMasks of metaSgd', unitMasks({ logit: 2 })(metaSgd({ rate: 0.1 })), { differentiable: false });

const specs: ParamSpecs = {
  'layer/kernel': { shape: [2, 3], initialize: () => tf.zeros([2, 3]) },
  'layer/bias': { shape: [3], initialize: () => tf.zeros([3]) },
};
const each = (shape: (spec: readonly number[]) => Tensor): ParamTree =>
  Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, shape(spec.shape)]));

interface Steps {
  readonly tasks: number;
  readonly steps?: number;
  readonly logits?: Tensor;
  readonly at?: Partial<Context>;
}

/** The masks that steps of −1 along every coordinate leave: where leaves are after some, from 0. */
function moved(rule: UpdateRule, { tasks, steps = 1, logits, at = {} }: Steps): ParamTree {
  const own = initialize(rule.specs(specs), seed(0));
  const params = each((shape) => tf.zeros([tasks, ...shape]));
  const given = {
    specs,
    rule: logits === undefined ? own : { ...own, 'masks/layer/units3': logits },
    context: { ...context, ...at },
  };
  let [now, state]: [ParamTree, Tree] = [params, rule.start({ ...given, params })];
  for (let step = 0; step < steps; step++) {
    const grads = mapParams(params, (tensor) => tf.neg(tf.onesLike(tensor)));
    ({ params: now, state } = rule.update({ ...given, params: now, state, grads, loss: tf.zeros([tasks]) }));
  }
  return now;
}

const numbers = (tensor: Tensor): readonly number[] => [...tensor.dataSync()];

describe('unitMasks', () => {
  it('has one mask for the incoming weights and the bias of a unit, all or nothing', () => {
    tf.tidy(() => {
      const { 'layer/kernel': kernel, 'layer/bias': bias } = moved(unitMasks()(sgd(1)), { tasks: 6 });
      const both = tf.broadcastTo(tf.expandDims(bias as Tensor, 1), [6, 2, 3]);
      expectTreesEqual(kernel as Tensor, both);
      expect([...new Set(numbers(bias as Tensor))].sort()).toEqual([0, 1]);
    });
  });

  it('keeps the masks of a task in all steps', () => {
    tf.tidy(() => {
      const three = moved(unitMasks()(sgd(1)), { tasks: 6, steps: 3 });
      const one = moved(unitMasks()(sgd(1)), { tasks: 6 });
      expectTreesClose(
        three,
        mapParams(one, (tensor) => tf.mul(tensor, 3)),
      );
    });
  });

  it('draws masks of each task, and others from another key', () => {
    tf.tidy(() => {
      const rows = (at: Partial<Context> = {}): readonly number[] =>
        numbers(leaf(moved(unitMasks()(sgd(1)), { tasks: 20, at }), 'layer/bias'));
      const patterns = new Set(
        Array.from({ length: 20 }, (_, task) =>
          rows()
            .slice(3 * task, 3 * task + 3)
            .join(),
        ),
      );
      expect(patterns.size).toBeGreaterThan(4);
      expect(rows({ key: seed(77) })).not.toEqual(rows());
    });
  });

  it('moves a unit with probability σ(ζ), each unit with its own', () => {
    tf.tidy(() => {
      const tasks = 4000;
      const logits = [-1.5, 0, 1];
      const bias = leaf(moved(unitMasks()(sgd(1)), { tasks, logits: tf.tensor1d(logits) }), 'layer/bias');
      const shares = numbers(tf.mean(bias, 0));
      // 4 standard deviations of a share of 4000
      shares.forEach((share, i) =>
        expect(Math.abs(share - 1 / (1 + Math.exp(-(logits[i] as number))))).toBeLessThan(0.032),
      );
    });
  });

  it('is the wrapped rule, to the bit, where all units move, and stays where none does', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<UpdateRule>(sgd(0.3), adam(0.1), metaSgd({ rate: 0.2 })),
        fc.integer({ min: 1, max: 3 }),
        (rule, tasks) =>
          tf.tidy(() => {
            const plain = follow(rule, { steps: 3, tasks });
            expectTreesEqual(follow(unitMasks({ logit: 40 })(rule), { steps: 3, tasks }), plain);
            const [start, ...path] = follow(unitMasks({ logit: -40 })(rule), { steps: 3, tasks });
            path.forEach((at) => expectTreesEqual(at, start ?? {}));
          }),
      ),
      { numRuns: 8 },
    );
  });

  it('takes the likelier masks at test if it is told to, and draws them otherwise', () => {
    tf.tidy(() => {
      const logits = tf.tensor1d([-0.1, 0, 0.1]);
      const bias = (test: 'sample' | 'likely', mode: 'train' | 'test'): string =>
        numbers(leaf(moved(unitMasks({ test })(sgd(1)), { tasks: 8, logits, at: { mode } }), 'layer/bias')).join();
      expect(bias('likely', 'test')).toBe(Array.from({ length: 8 }, () => '0,1,1').join());
      expect(bias('likely', 'train')).toBe(bias('sample', 'train'));
      expect(bias('sample', 'test')).toBe(bias('sample', 'train'));
    });
  });

  it('has by a logit the derivative of the relaxed mask: the same share of what the unit would move, drawn or not', () => {
    tf.tidy(() => {
      const rule = unitMasks({ temperature: 0.7 })(sgd(1));
      const shares = (name: string, entries: number): readonly number[] => {
        const { grads } = differentiate(
          ({ logits }) => leaf(moved(rule, { tasks: 1, logits: logits as Tensor }), name),
          { logits: tf.zeros([3]) },
          context,
        );
        return numbers(leaf(grads, 'logits')).map((slope) => slope / entries);
      };
      const [kernel, bias] = [shares('layer/kernel', 2), shares('layer/bias', 1)];
      bias.forEach((share, unit) => {
        expect(share).toBeGreaterThan(1e-4);
        expect(share).toBeLessThanOrEqual(0.25 / 0.7 + 1e-6); // σ (1 − σ) / temperature
        expect(kernel[unit]).toBeCloseTo(share, 5);
      });
      expect(new Set(bias).size).toBe(3);
      // At a temperature that is high, the relaxed mask is one half whatever the noise.
      const calm = unitMasks({ temperature: 1000 })(sgd(1));
      const { grads } = differentiate(
        ({ logits }) => leaf(moved(calm, { tasks: 1, logits: logits as Tensor }), 'layer/bias'),
        { logits: tf.zeros([3]) },
        context,
      );
      numbers(leaf(grads, 'logits')).forEach((slope) => expect(slope * 1000).toBeCloseTo(0.25, 3));
    });
  });

  it('lets the steps of Adam be those of the gradients that it sees, whatever moves', () => {
    tf.tidy(() => {
      const steps = (rule: UpdateRule): readonly ParamTree[] => stepsOf(follow(rule, { steps: 3, tasks: 2 }));
      const whole = steps(adam(0.1));
      steps(unitMasks()(adam(0.1))).forEach((step, i) => {
        for (const [name, tensor] of Object.entries(step)) {
          const expected = leaf(whole[i] ?? {}, name);
          const moves = tf.cast(tf.greater(tf.abs(tensor), 0), 'float32');
          expectTreesClose(tensor, tf.mul(expected, moves), { absolute: 1e-6 });
        }
      });
    });
  });

  it('hands on masks that outlive the state that they came with', () => {
    const rule = unitMasks()(sgd(1));
    const params = each((shape) => tf.zeros([2, ...shape]));
    const given = { specs, rule: initialize(rule.specs(specs), seed(0)), context, params };
    const first = rule.start(given);
    const { state } = rule.update({ ...given, state: first, grads: params, loss: tf.zeros([2]) });
    disposeTree(first);
    expect(numbers(leaf(state.masks, 'layer/units3'))).toHaveLength(6);
    disposeTree([state, params, given.rule]);
  });

  it('learns its logits beside what the rule learns', () => {
    const rule = unitMasks({ logit: 0.5 })(metaSgd({ rate: 0.2 }));
    expect(Object.keys(rule.specs(specs)).sort()).toEqual(
      [...Object.keys(specs), ...Object.keys(under('masks', { 'layer/units3': 0 }))].sort(),
    );
    expect(numbers(initialize(rule.specs(specs), seed(0))['masks/layer/units3'] as Tensor)).toEqual([0.5, 0.5, 0.5]);
  });

  it.each([
    ['unitMasks: logit must be a finite number, got NaN.', () => unitMasks({ logit: NaN })],
    ['unitMasks: temperature must be a positive finite number, got 0.', () => unitMasks({ temperature: 0 })],
    ["unitMasks: test must be 'sample' or 'likely', got 'mean'.", () => unitMasks({ test: 'mean' as never })],
  ])('refuses: %s', (message, make) => {
    expect(make).toThrow(InvalidOptionError);
    expect(make).toThrow(message);
  });
});
