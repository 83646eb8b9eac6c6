import { wasm } from '@innerloop/backend-wasm';
import { compile, compileLearner } from '@innerloop/compile';
import {
  differentiate,
  disposeTree,
  leaf,
  mapParams,
  meanSquaredErrorMetric,
  seed,
  stopTree,
  tidy,
  useBackend,
} from '@innerloop/core';
import type { Loss, Model, ParamTree, TaskDistribution, Tensor, UpdateRule } from '@innerloop/core';
import { evaluate } from '@innerloop/evaluation';
import { adam, learnedOptimizer, lslr, sgd } from '@innerloop/inner';
import { everyStep, l2f, maml } from '@innerloop/outer';
import { expectTreesClose, expectTreesEqual } from '@innerloop/testkit';
import {
  decodeCheckpoint,
  encodeCheckpoint,
  exact,
  firstOrder,
  metaStep,
  train,
  unrolledStep,
} from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { trained } from '../support/trained.js';

beforeAll(() => useBackend(wasm()));

/** One number that starts at 3 and is the prediction. */
const point: Model = {
  specs: { theta: { shape: [], initialize: () => tf.scalar(3), role: 'learned' } },
  apply: (params, x) => tf.mul(tf.reshape(leaf(params, 'theta'), [-1, 1, 1]), tf.onesLike(x)),
};
const halfSquare: Loss = (predictions, targets) => tf.mean(tf.div(tf.square(tf.sub(predictions, targets)), 2), [1, 2]);

/** `v ← v/2 + g`, `φ ← φ − a v` with a learned rate `a` that starts at 0.02; `g` is stopped. */
const learnedMomentum: UpdateRule<ParamTree> = {
  name: 'learned-momentum',
  specs: () => ({ rate: { shape: [], initialize: () => tf.scalar(0.02) } }),
  start: ({ params }) => mapParams(params, (value) => tf.zerosLike(value)),
  update: ({ params, grads, state, rule }) => {
    const slopes = stopTree(grads);
    const velocity = mapParams(state, (v, name) => tf.add(tf.div(v, 2), leaf(slopes, name)));
    return {
      params: mapParams(params, (value, name) => tf.sub(value, tf.mul(leaf(rule, 'rate'), leaf(velocity, name)))),
      state: velocity,
    };
  },
};

const goals: TaskDistribution = {
  name: 'goals',
  kind: 'regression',
  sample: ({ seed: from, tasks }) => {
    const draw = () => ({ x: tf.zeros([tasks, 1, 1]), y: from.fold('goal').draw('normal', [1, 1], tasks) });
    return Promise.resolve({ support: draw(), query: draw() });
  },
};

const learnerOf = (rule: UpdateRule<never> | UpdateRule, steps = 2) =>
  maml({ model: point, rule: rule, loss: halfSquare, steps, objective: everyStep() });
const metaBatch = 3;
const [outerRate, truncation, horizon] = [2e-6, 20, 100];
const unrolledOf = (rule: UpdateRule = learnedMomentum, of = { horizon, truncation }) =>
  unrolledStep({ learner: learnerOf(rule), metaGradient: firstOrder(), optimizer: sgd(outerRate), metaBatch, ...of });

/** The same training in plain numbers: forward derivatives by rate and start, which a boundary sets to zero. */
async function byHand(iterations: number, of: { readonly horizon: number; readonly truncation: number }) {
  let [rate, theta] = [0.02, 3];
  let [aims, phi, speed]: [number[], number[], number[]] = [[], [], []];
  const losses: number[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    const begins = (iteration * of.truncation) % of.horizon === 0;
    if (begins) {
      const from = seed(7).fold('iteration').fold(iteration).fold('tasks');
      const { support, query } = await goals.sample({ seed: from, tasks: metaBatch, params: {} });
      aims = [...support.y.dataSync()];
      disposeTree([support, query]);
      [phi, speed] = [aims.map(() => theta), aims.map(() => 0)];
    }
    let [loss, byRate, byStart] = [0, 0, 0];
    aims.forEach((aim, task) => {
      let [at, v, slope] = [phi[task] as number, speed[task] as number, 0];
      for (let step = 0; step < of.truncation; step++) {
        v = v / 2 + (at - aim);
        at -= rate * v;
        slope -= v;
        loss += (at - aim) ** 2 / 2 / metaBatch;
        byRate += ((at - aim) * slope) / metaBatch;
        if (begins) byStart += (at - aim) / metaBatch;
      }
      [phi[task], speed[task]] = [at, v];
    });
    losses.push(loss);
    [rate, theta] = [rate - outerRate * byRate, theta - outerRate * byStart];
  }
  return { losses, rate, theta, phi, speed };
}

describe('unrolledStep', () => {
  it('trains as a loop in plain numbers does: carried, cut at boundaries, anew at the horizon', async () => {
    const { losses, checkpoint } = await trained({
      step: unrolledOf(),
      tasks: goals,
      seed: 7,
      iterations: 13,
      metaBatch,
    });
    const expected = await byHand(13, { horizon, truncation });
    losses.forEach((loss, at) => expect(loss / (expected.losses[at] as number)).toBeCloseTo(1, 4));
    const { params, unroll } = checkpoint.state;
    expect(leaf(params, 'rule/rate').dataSync()[0]).toBeCloseTo(expected.rate, 5);
    expect(leaf(params, 'model/theta').dataSync()[0]).toBeCloseTo(expected.theta, 5);
    const values = (tensor: Tensor): number[] => [...tensor.dataSync()];
    values(leaf(unroll.at.params, 'model/theta')).forEach((value, task) =>
      expect(value).toBeCloseTo(expected.phi[task] as number, 4),
    );
    expect(unroll.steps.dataSync()[0]).toBe(60);
    disposeTree(checkpoint.state);
  });

  it('lets no gradient past the boundary', async () => {
    const step = unrolledOf();
    const first = tidy(() => step.init(seed(1)));
    const episode = await goals.sample({ seed: seed(2), tasks: metaBatch, params: {} });
    tf.tidy(() => {
      const { state } = step.run(first, episode, seed(3));
      const { grads } = differentiate(
        (carried) => {
          const unroll = { ...state.unroll, at: { ...state.unroll.at, params: carried } };
          return step.run({ ...state, unroll }, episode, seed(4)).metrics['loss'] as Tensor;
        },
        state.unroll.at.params,
        { key: seed(5), mode: 'train', order: 'exact' },
      );
      expect([...leaf(grads, 'model/theta').dataSync()]).toEqual([0, 0, 0]);
    });
    disposeTree([first, episode]);
  });

  it('with one unroll in the horizon is metaStep', async () => {
    const learner = learnerOf(learnedMomentum, 4);
    const given = { learner, metaGradient: exact(), optimizer: adam(0.01) };
    const run = { tasks: goals, seed: 7, iterations: 3, metaBatch };
    const one = await trained({ step: unrolledStep({ ...given, horizon: 4, truncation: 4, metaBatch }), ...run });
    const other = await trained({ step: metaStep(given), ...run });
    expect(one.losses).toEqual(other.losses);
    expectTreesEqual(one.checkpoint.state.params, other.checkpoint.state.params);
    disposeTree([one.checkpoint.state, other.checkpoint.state]);
  });

  it('resumes within a horizon bit for bit, and compiled equals eager, with an LSTM as rule', async () => {
    const step = unrolledOf(learnedOptimizer({ hidden: [3], scale: 0.1 }), { horizon: 6, truncation: 2 });
    const run = { step, tasks: goals, seed: 7, metaBatch };
    const whole = await trained({ ...run, iterations: 5 });
    const half = await trained({ ...run, iterations: 2 });
    const from = decodeCheckpoint(await encodeCheckpoint(half.checkpoint));
    const rest = await trained({ ...run, iterations: 5, from });
    expectTreesEqual(rest.checkpoint.state, whole.checkpoint.state);
    const reasons: string[] = [];
    const fast = compile(step, { onFallback: (reason) => reasons.push(reason) });
    const compiled = await trained({ ...run, step: fast, iterations: 5 });
    expectTreesClose(compiled.checkpoint.state, whole.checkpoint.state, { tolerance: 1e-4, absolute: 1e-6 });
    expect(reasons).toEqual([]);
    disposeTree([whole, half, rest, compiled].map(({ checkpoint }) => checkpoint.state));
    disposeTree(from.state);
    fast.dispose();
  });

  it('learns an optimizer: after 100 steps, five unrolls of which it saw one at a time, little is left', async () => {
    const rule = learnedOptimizer({ hidden: [8], scale: 0.1 }) as UpdateRule;
    const learner = learnerOf(rule, horizon);
    const left = async (params: ParamTree): Promise<number> => {
      const asked = { metric: meanSquaredErrorMetric, seed: 5, episodes: 40, batch: 40 };
      return (
        (await evaluate({ learner: compileLearner(learner), params, tasks: goals, ...asked })).rows[0]?.mean ?? NaN
      );
    };
    const step = compile(
      unrolledStep({ learner, metaGradient: firstOrder(), optimizer: adam(0.01), metaBatch, horizon, truncation }),
    );
    const errors: number[] = [];
    for await (const { iteration, params } of train({ step, tasks: goals, seed: 3, iterations: 300, metaBatch })) {
      if (iteration === 1 || iteration === 300) errors.push(await left(params));
    }
    step.dispose();
    const [before = 0, after = Infinity] = errors;
    expect(after).toBeLessThan(before / 10);
  });

  it('refuses what it cannot train', async () => {
    expect(() => unrolledOf(undefined, { horizon: 5, truncation: 2 })).toThrow('must be a multiple of truncation');
    const learner = l2f({ model: point, rule: sgd(0.1), loss: halfSquare });
    const given = { learner, metaGradient: exact(), optimizer: sgd(0.1), horizon: 2, truncation: 1, metaBatch };
    expect(() => unrolledStep(given)).toThrow("the inner loop of 'l2f' cannot stop and go on");
    const run = { tasks: goals, seed: 7, iterations: 1 };
    await expect(trained({ ...run, step: unrolledOf(), metaBatch: 2 })).rejects.toThrow('expected 3 tasks');
    const placed = unrolledOf(lslr({ rate: 0.1, steps: 2 }), { horizon: 4, truncation: 2 });
    await expect(trained({ ...run, step: placed, metaBatch })).rejects.toThrow('without a place in one');
  });
});
