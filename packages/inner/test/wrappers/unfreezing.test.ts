import '@tensorflow/tfjs-backend-cpu';
import { fc, test } from '@fast-check/vitest';
import { initialize, leaf, mapParams, pick, seed, useBackend, zeros } from '@innerloop/core';
import type { Context, ParamSpecs, ParamTree, Tree, UpdateRule } from '@innerloop/core';
import { expectTreesEqual, updateRuleLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { adam, metaSgd, momentum, sgd, unfreezing } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

const context: Context = { key: seed(5), mode: 'train', order: 'exact' };
const layers = ['model/low/', 'model/middle/', 'model/top/'];
const specs: ParamSpecs = Object.fromEntries(
  layers.flatMap((layer) => [
    [`${layer}kernel`, { shape: [2, 3], initialize: zeros }],
    [`${layer}bias`, { shape: [3], initialize: zeros }],
  ]),
);

/** The leaves of the law suite's bowls, from bottom to top. */
const bowl = unfreezing({ groups: ['layer/kernel', 'layer/bias', 'scale'], every: 1 });

/** All points of a run on gradients of ones, as a rule in an inner loop or outside. */
function follow(rule: UpdateRule, steps: number, tasks?: number): readonly ParamTree[] {
  const lead = tasks === undefined ? [] : [tasks];
  const params = mapParams(initialize(specs, seed(0)), (tensor) => tf.ones([...lead, ...tensor.shape]));
  const start = { specs, rule: initialize(rule.specs(specs), seed(0)), context };
  const path: ParamTree[] = [params];
  let state: Tree = rule.start({ ...start, params });
  for (let index = 0; index < steps; index++) {
    const at = path[index] as ParamTree;
    const grads = mapParams(at, (tensor) => tf.onesLike(tensor));
    const place = tasks === undefined ? {} : { index };
    const moved = rule.update({ ...start, params: at, state, grads, loss: tf.scalar(0), ...place });
    state = moved.state;
    path.push(moved.params);
  }
  return path;
}

/** The groups whose leaves all differ between two points; fails where some leaves of a group do and some do not. */
function moved(before: ParamTree, after: ParamTree): readonly string[] {
  return layers.filter((layer) => {
    const still = Object.keys(pick(before, (name) => name.startsWith(layer))).map(
      (name) => tf.all(tf.equal(leaf(before, name), leaf(after, name))).dataSync()[0] === 1,
    );
    expect(new Set(still).size).toBe(1);
    return still[0] === false;
  });
}

describe('unfreezing', () => {
  it.each([undefined, 3])('moves the last group first and one more below it every two steps, tasks: %s', (tasks) => {
    tf.tidy(() => {
      const path = follow(unfreezing({ groups: layers, every: 2 })(sgd(0.1)), 6, tasks);
      const groups = path.slice(1).map((at, step) => moved(path[step] as ParamTree, at));
      expect(groups).toEqual([
        ['model/top/'],
        ['model/top/'],
        ['model/middle/', 'model/top/'],
        ['model/middle/', 'model/top/'],
        layers,
        layers,
      ]);
    });
  });

  test.prop([fc.integer({ min: 1, max: 4 }), fc.constantFrom(['model/'], ['model/low/', 'model/'], layers)])(
    'never freezes what moved before, and moves everything after (groups − 1) · every steps',
    (every, groups) => {
      tf.tidy(() => {
        const last = (groups.length - 1) * every;
        const path = follow(unfreezing({ groups, every })(sgd(0.1)), last + 2);
        const counts = path.slice(1).map((at, step) => moved(path[step] as ParamTree, at).length);
        counts.slice(1).forEach((count, step) => expect(count).toBeGreaterThanOrEqual(counts[step] as number));
        expect(counts.map((count) => count === layers.length)).toEqual(counts.map((_, step) => step >= last));
      });
    },
  );

  it.each<{ readonly name: string; readonly rule: UpdateRule }>([
    { name: 'momentum', rule: momentum({ learningRate: 0.1 }) },
    { name: 'adam', rule: adam(0.1) },
  ])('keeps what is frozen bit for bit, whatever the rule remembers: $name', ({ rule }) => {
    tf.tidy(() => {
      const path = follow(unfreezing({ groups: layers, every: 3 })(rule), 6);
      const low = (at: ParamTree | undefined): ParamTree => pick(at ?? {}, (name) => name.startsWith('model/low/'));
      expectTreesEqual(low(path[6]), low(path[0]));
    });
  });

  it('begins a velocity when a group begins to move: its first steps are those of a rule that begins there', () => {
    tf.tidy(() => {
      const rule = momentum({ learningRate: 0.1 });
      const path = follow(unfreezing({ groups: layers, every: 2 })(rule), 5);
      const plain = follow(rule, 3);
      const [late, fresh] = [path[5], plain[3]].map((at) => leaf(at ?? {}, 'model/middle/bias'));
      expectTreesEqual(late as tf.Tensor, fresh as tf.Tensor);
    });
  });

  it('is the rule itself with one group', () => {
    tf.tidy(() => {
      const rule = sgd(0.1);
      expectTreesEqual(follow(unfreezing({ groups: ['model/'], every: 1 })(rule), 3), follow(rule, 3));
    });
  });

  it('refuses leaves of no group, groups of no leaf, and no groups', () => {
    const rule = sgd(0.1);
    expect(() => unfreezing({ groups: layers.slice(1), every: 1 })(rule).specs(specs)).toThrow(
      "unfreezing: the leaf 'model/low/kernel' is of no group.",
    );
    expect(() => unfreezing({ groups: [...layers, 'tail/'], every: 1 })(rule).specs(specs)).toThrow(
      "unfreezing: no leaf is of the group 'tail/'.",
    );
    expect(() => unfreezing({ groups: [], every: 1 })).toThrow('groups must name at least one group');
    expect(() => unfreezing({ groups: layers, every: 0 })).toThrow('unfreezing: every must be a positive integer');
  });
});

updateRuleLaws('unfreezing of sgd', bowl(sgd(0.1)), { steps: 4 });
updateRuleLaws('unfreezing of meta-sgd', bowl(metaSgd({ rate: 0.1 })), { steps: 4 });
