import '@tensorflow/tfjs-backend-cpu';
import { leaf, mapParams, seed, useBackend } from '@innerloop/core';
import type { ParamTree, UpdateRule } from '@innerloop/core';
import { expectTreesClose, expectTreesEqual, taskSizes } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  adam,
  chain,
  clipByNorm,
  clipByValue,
  constant,
  cosine,
  linear,
  momentum,
  scheduled,
  sgd,
} from '../../src/index.js';
import type { Schedule } from '../../src/index.js';
import { context, follow, stepsOf } from '../support/follow.js';

beforeAll(() => useBackend('cpu'));

/** Minus what `sgd(1)` with some wrapper moves by: the gradients that reach the rule. */
const seen = (rule: UpdateRule, grads: ParamTree): ParamTree =>
  mapParams(stepsOf(follow(rule, { steps: 1, grads: () => grads }))[0] ?? {}, (tensor) => tf.neg(tensor));

const gradient = (): ParamTree => ({
  kernel: tf.tensor([3, -0.2, 0, 0.1, -5, 1], [2, 3]),
  bias: tf.tensor([-0.6, 0.4, 2]),
});

describe('clipByValue', () => {
  it('clips each entry, and no other', () => {
    const expected = { kernel: tf.tensor([0.5, -0.2, 0, 0.1, -0.5, 0.5], [2, 3]), bias: tf.tensor([-0.5, 0.4, 0.5]) };
    expectTreesClose(seen(clipByValue(0.5)(sgd(1)), gradient()), expected, { tolerance: 1e-6, absolute: 1e-6 });
  });
});

/** Gradients of three leaves, one a task, of very different sizes from task to task. */
function perTask(
  tasks: number,
  columns: number,
): { readonly specs: Parameters<UpdateRule['specs']>[0]; readonly grads: ParamTree } {
  const shapes = { kernel: [columns, columns], bias: [columns], scale: [] };
  const specs = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, { shape, initialize: () => tf.zeros(shape) }]),
  );
  const sizes = tf.pow(4, tf.range(-1, tasks - 1));
  const grads = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const size = tf.reshape(sizes, [tasks, ...shape.map(() => 1)]);
      return [name, tf.mul(seed(8).fold(name).draw('normal', shape, tasks), size)];
    }),
  );
  return { specs, grads };
}

describe('clipByNorm', () => {
  it('gives each task the norm of its own gradients or the limit, whichever is less, in the same direction', () => {
    fc.assert(
      fc.property(taskSizes(), ({ tasks, classes }) =>
        tf.tidy(() => {
          const { specs, grads } = perTask(tasks, classes);
          const params = mapParams(grads, (tensor) => tf.zerosLike(tensor));
          const rule = clipByNorm(2)(sgd(1));
          const start = { specs, rule: {}, params, context };
          const moved = rule.update({ ...start, grads, state: {}, loss: tf.zeros([tasks]) }).params;
          for (let task = 0; task < tasks; task++) {
            const own = mapParams(grads, (tensor) => tf.gather(tensor, [task]));
            const norm = Math.sqrt(
              Object.values(own).reduce((sum, t) => sum + (tf.sum(tf.square(t)).dataSync()[0] ?? 0), 0),
            );
            const expected = mapParams(own, (tensor) => tf.mul(tensor, -Math.min(1, 2 / norm)));
            expectTreesClose(
              mapParams(moved, (tensor) => tf.gather(tensor, [task])),
              expected,
            );
          }
        }),
      ),
      { numRuns: 20 },
    );
  });

  it('takes one norm of all leaves that tasks share', () => {
    const norm = Math.sqrt(9 + 0.04 + 0.01 + 25 + 1 + 0.36 + 0.16 + 4);
    const expected = mapParams(gradient(), (tensor) => tf.mul(tensor, 2 / norm));
    expectTreesClose(seen(clipByNorm(2)(sgd(1)), gradient()), expected, { tolerance: 1e-5, absolute: 1e-6 });
  });

  it('changes nothing within the limit, bit for bit', () => {
    const rule = adam(0.1);
    expectTreesEqual(follow(clipByNorm(1e3)(rule), { steps: 3 }), follow(rule, { steps: 3 }));
    expectTreesEqual(follow(clipByNorm(1e3)(rule), { steps: 3, tasks: 3 }), follow(rule, { steps: 3, tasks: 3 }));
  });
});

/** The factors of the first steps. */
const factors = (schedule: Schedule, steps: number): readonly number[] =>
  tf.tidy(() => Array.from({ length: steps }, (_, done) => schedule(tf.scalar(done)).dataSync()[0] ?? NaN));

describe('schedules', () => {
  const near = (actual: readonly number[], expected: readonly number[]): void =>
    expectTreesClose(tf.tensor(actual), tf.tensor(expected), { tolerance: 1e-6, absolute: 1e-6 });

  it('give the values of their formulas, and the last one for ever', () => {
    near(factors(constant(0.3), 3), [0.3, 0.3, 0.3]);
    near(factors(linear({ steps: 4 }), 6), [1, 0.75, 0.5, 0.25, 0, 0]);
    near(factors(linear({ from: 0.2, to: 1, steps: 2 }), 4), [0.2, 0.6, 1, 1]);
    const half = Math.SQRT1_2;
    near(factors(cosine({ steps: 4 }), 6), [1, (1 + half) / 2, 0.5, (1 - half) / 2, 0, 0]);
    near(factors(cosine({ to: 0.1, steps: 2 }), 4), [1, 0.55, 0.1, 0.1]);
  });
});

describe('scheduled', () => {
  it('scales the first, second, third … step of a rule, while the rule remembers what it would alone', () => {
    const rule = momentum({ learningRate: 0.1 });
    const plain = stepsOf(follow(rule, { steps: 6 }));
    const scaled = stepsOf(follow(scheduled(linear({ steps: 4 }))(rule), { steps: 6 }));
    plain.forEach((step, i) => {
      const factor = Math.max(0, 1 - i / 4);
      expectTreesClose(
        scaled[i] ?? {},
        mapParams(step, (tensor) => tf.mul(tensor, factor)),
        { tolerance: 1e-5, absolute: 1e-6 },
      );
    });
  });

  it('equals another rate for rules whose steps are proportional to theirs', () => {
    const pairs: readonly (readonly [UpdateRule, UpdateRule])[] = [
      [sgd(0.2), sgd(0.1)],
      [adam(0.2), adam(0.1)],
    ];
    for (const [rule, half] of pairs) {
      expectTreesClose(follow(scheduled(constant(0.5))(rule), { steps: 3 }), follow(half, { steps: 3 }), {
        tolerance: 1e-6,
      });
    }
  });

  it('leaves parameters that a rule does not move where they are, bit for bit', () => {
    const still = (): ParamTree => ({ kernel: tf.zeros([2, 3]), bias: tf.ones([3]) });
    const path = follow(scheduled(cosine({ steps: 7 }))(sgd(0.1)), { steps: 5, grads: still });
    expectTreesEqual(leaf(path[5] ?? {}, 'kernel'), leaf(path[0] ?? {}, 'kernel'));
  });

  it('counts in its state, which a resumed run goes on from', () => {
    const rule = scheduled(linear({ steps: 3 }))(sgd(1));
    const specs = { w: { shape: [], initialize: () => tf.scalar(0) } };
    const start = { specs, rule: {}, params: { w: tf.scalar(0) }, context };
    const once = rule.update({ ...start, state: rule.start(start), grads: { w: tf.scalar(1) }, loss: tf.scalar(0) });
    const again = (): number => {
      const step = rule.update({ ...start, state: once.state, grads: { w: tf.scalar(1) }, loss: tf.scalar(0) });
      return step.params['w']?.dataSync()[0] ?? NaN;
    };
    expect(again()).toBeCloseTo(-2 / 3, 6);
    expect(again()).toBeCloseTo(-2 / 3, 6);
  });
});

describe('chain', () => {
  it('is its wrappers one around the other, the first outermost', () => {
    const made = chain(clipByValue(0.5), clipByNorm(0.4), scheduled(constant(0.5)))(sgd(1));
    const written = clipByValue(0.5)(clipByNorm(0.4)(scheduled(constant(0.5))(sgd(1))));
    expect(made.name).toBe('clip-by-value(clip-by-norm(scheduled(sgd)))');
    expectTreesEqual(follow(made, { steps: 3 }), follow(written, { steps: 3 }));
  });

  it('acts on gradients in the order written', () => {
    const values = chain(clipByValue(0.5), clipByNorm(0.4))(sgd(1));
    const norms = chain(clipByNorm(0.4), clipByValue(0.5))(sgd(1));
    expect(() => expectTreesClose(seen(values, gradient()), seen(norms, gradient()), { tolerance: 0.1 })).toThrow();
  });

  it('of nothing is the rule', () => {
    const rule = sgd(1);
    expect(chain()(rule)).toBe(rule);
  });
});
