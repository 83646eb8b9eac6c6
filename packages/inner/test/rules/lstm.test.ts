import '@tensorflow/tfjs-backend-cpu';
import {
  differentiate,
  initialize,
  InvalidOptionError,
  leaf,
  mapParams,
  pick,
  scope,
  seed,
  under,
  useBackend,
} from '@innerloop/core';
import type { InnerLearner, ParamTree, Tensor, UpdateRule } from '@innerloop/core';
import {
  checkGradients,
  expectTreesClose,
  expectTreesEqual,
  referenceLearner,
  referenceMetaGradient,
  referenceModel,
  regressionEpisodes,
  relativeError,
  taskSizes,
  updateRuleLaws,
} from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { lstm, sgd } from '../../src/index.js';
import { context, specs } from '../support/follow.js';
import { constantGates } from '../support/gates.js';
import { quadraticEpisode, quadraticLearner } from '../support/quadratic.js';

beforeAll(() => useBackend('cpu'));

updateRuleLaws('lstm', lstm({ units: 3 }), { descends: false, differentiable: false });

const model = referenceModel({ inputs: 2, hidden: 3, outputs: 2 });
const learnerOf = (rule: UpdateRule, steps: number): InnerLearner => referenceLearner({ model, rule, steps });
const episodes = regressionEpisodes({ inputs: 2, outputs: 2 });
const task = episodes({ tasks: 2, shots: 4, queries: 3 }, seed(3));
const startOf = (learner: InnerLearner): ParamTree => initialize(learner.specs, seed(2));
const rates = fc.double({ min: 1e-3, max: 0.3, noNaN: true });

/** The gradient by the initialisation, and by the rule. */
function gradients(learner: InnerLearner, params: ParamTree, order: 'exact' | 'first', episode = task): ParamTree {
  const own = pick(params, (name) => name in learner.specs);
  return referenceMetaGradient(order).estimate({ learner, params: own, episode, key: seed(4) }).grads;
}

describe('lstm with constant gates', () => {
  it('leads from 3 to 2.945065286847034 by a gradient of 2 with the gates σ(4.5) and σ(−4.5) [§30b]', () => {
    tf.tidy(() => {
      const learner = quadraticLearner(lstm(), 1);
      const open = 1 / (1 + Math.exp(-4.5));
      const params = constantGates(startOf(learner), open, 1 - open);
      const { params: moved } = learner.adapt(params, quadraticEpisode().support, context);
      expect(leaf(moved, 'model/t').dataSync()[0]).toBeCloseTo(2.945065286847034, 6);
    });
  });

  it('is gradient descent where it forgets nothing and takes in α: what it adapts to, and the first-order gradient [row 27]', () => {
    fc.assert(
      fc.property(taskSizes(), rates, fc.integer({ min: 1, max: 3 }), ({ tasks, rows }, rate, steps) =>
        tf.tidy(() => {
          const episode = episodes({ tasks, shots: rows, queries: rows }, seed(3));
          const [gated, plain] = [learnerOf(lstm({ units: 4 }), steps), learnerOf(sgd(rate), steps)];
          const params = constantGates(startOf(gated), 1, rate);
          const adapted = [gated, plain].map((learner) => learner.adapt(params, episode.support, context));
          expectTreesClose(adapted[0] ?? {}, adapted[1] ?? {}, { tolerance: 1e-5 });
          const grads = [gated, plain].map((learner) => scope(gradients(learner, params, 'first', episode), 'model'));
          expectTreesClose(grads[0] ?? {}, grads[1] ?? {}, { tolerance: 1e-5 });
        }),
      ),
      { numRuns: 10 },
    );
  });

  it('is gradient descent with weight decay λ where it keeps 1 − α λ', () => {
    tf.tidy(() => {
      const [rate, decay] = [0.2, 0.4];
      const learner = learnerOf(lstm(), 1);
      const params = constantGates(startOf(learner), 1 - rate * decay, rate);
      const start = learner.initial(params, task.support, context).params;
      const objective = (at: ParamTree): Tensor => learner.innerObjective(params, at, task.support, context);
      const { grads } = differentiate(objective, start, context);
      const decayed = mapParams(start, (tensor, name) =>
        tf.sub(tensor, tf.mul(tf.add(leaf(grads, name), tf.mul(tensor, decay)), rate)),
      );
      expectTreesClose(learner.adapt(params, task.support, context).params, decayed, { tolerance: 1e-5 });
    });
  });

  it('stays at the initialisation where it forgets nothing and takes in nothing', () => {
    tf.tidy(() => {
      const learner = learnerOf(lstm(), 3);
      const params = constantGates(startOf(learner), 1, 0);
      const { params: start } = learner.initial(params, task.support, context);
      expectTreesEqual(learner.adapt(params, task.support, context).params, start);
    });
  });

  it('has the gradient fᵏ ∇L_Q(φ) by the initialisation, whatever the gates: no Hessian [rows 27, 28]', () => {
    const forgets = fc.double({ min: 0.5, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(
        forgets,
        fc.double({ min: 0.2, max: 0.4, noNaN: true }),
        fc.integer({ min: 1, max: 4 }),
        (forget, rate, steps) =>
          tf.tidy(() => {
            const learner = learnerOf(lstm(), steps);
            const params = constantGates(startOf(learner), forget, rate);
            const end = learner.adapt(params, task.support, context).params;
            const query = (at: ParamTree): Tensor => learner.objective(params, { params: at }, task.query, context);
            const { grads: ahead } = differentiate(query, end, context);
            const expected = mapParams(ahead, (g) => tf.mul(tf.mean(g, 0), forget ** steps));
            const found = under('model', scope(gradients(learner, params, 'exact'), 'model'));
            expectTreesClose(found, expected, { tolerance: 1e-5 });
            // Which is not what differentiating the gradients would give.
            const plain = learnerOf(sgd(rate), steps);
            const [exact, first] = (['exact', 'first'] as const).map((order) => gradients(plain, params, order));
            expect(relativeError(exact ?? {}, first ?? {})).toBeGreaterThan(0.05);
          }),
      ),
      { numRuns: 10 },
    );
  });
});

describe('lstm', () => {
  /** Weights that open the gates, so that every path matters. */
  const opened = (rule: UpdateRule): ParamTree =>
    mapParams(initialize(rule.specs(specs), seed(1)), (tensor, name) =>
      name === 'forget/bias' || name === 'input/bias'
        ? tf.fill([1], name === 'input/bias' ? -0.5 : 0.5)
        : tf.mul(seed(8).fold(name).draw('normal', tensor.shape), 0.4),
    );
  const draw = (label: string, tasks?: number): ParamTree =>
    Object.fromEntries(
      Object.entries(specs).map(([name, { shape }]) => [
        name,
        seed(6).fold(label).fold(name).draw('normal', shape, tasks),
      ]),
    );

  /** Where three steps lead by given gradients and losses. */
  function led(rule: UpdateRule, own: ParamTree, start: ParamTree, loss: Tensor = tf.tensor1d([0.3, 2])): ParamTree {
    const given = { specs, rule: own, context };
    let [params, state] = [start, rule.start({ ...given, params: start })];
    for (const step of [0, 1, 2]) {
      const grads = draw(`gradient ${step}`, 2);
      ({ params, state } = rule.update({ ...given, params, state, grads, loss }));
    }
    return params;
  }

  it('is differentiable by all that it learns and by where it starts, where gradients and losses are given', () => {
    tf.tidy(() => {
      const rule = lstm({ units: 3 });
      const at = { ...under('rule', opened(rule)), ...under('start', draw('start', 2)) };
      checkGradients((moved) => {
        const end = led(rule, scope(moved, 'rule'), scope(moved, 'start'));
        return tf.concat(
          Object.entries(end).map(([name, tensor]) =>
            tf.reshape(tf.mul(tensor, seed(14).fold(name).draw('normal', tensor.shape)), [-1]),
          ),
        );
      }, at);
    });
  });

  it('has the same gradient exactly and to first order', () => {
    tf.tidy(() => {
      const learner = learnerOf(lstm({ units: 4 }), 3);
      const params = { ...startOf(learner), ...under('rule', opened(lstm({ units: 4 }))) };
      const [exact, first] = (['exact', 'first'] as const).map((order) => gradients(learner, params, order));
      expectTreesClose(exact ?? {}, first ?? {}, { tolerance: 1e-6 });
      expect(
        relativeError(
          exact ?? {},
          mapParams(exact ?? {}, (g) => tf.zerosLike(g)),
        ),
      ).toBeGreaterThan(0.5);
    });
  });

  it('moves each coordinate by its own value, gradient and state: permuted coordinates move as before', () => {
    tf.tidy(() => {
      const rule = lstm({ units: 3 });
      const turned = (tree: ParamTree): ParamTree => mapParams(tree, (tensor) => tf.reverse(tensor, [tensor.rank - 1]));
      const step = (params: ParamTree, grads: ParamTree): ParamTree => {
        const given = { specs, rule: opened(rule), params, context };
        return rule.update({ ...given, state: rule.start(given), grads, loss: tf.scalar(0.7) }).params;
      };
      const [params, grads] = [draw('start'), draw('gradient')];
      expectTreesClose(step(turned(params), turned(grads)), turned(step(params, grads)), { tolerance: 1e-6 });
    });
  });

  it('is by hand, for one unit and one coordinate in three steps, what its formula says', () => {
    tf.tidy(() => {
      const rule = lstm({ units: 1 });
      const own = mapParams(initialize(rule.specs(specs), seed(1)), (tensor, name) =>
        tf.mul(seed(9).fold(name).draw('normal', tensor.shape), 0.8),
      );
      const numbers = (name: string): readonly number[] => [...leaf(own, name).dataSync()];
      const [kernel, bias] = [numbers('lstm/kernel'), numbers('lstm/bias')];
      const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
      const pre = (x: number): readonly number[] =>
        Math.abs(x) >= Math.exp(-10) ? [Math.log(Math.abs(x)) / 10, Math.sign(x)] : [-1, Math.exp(10) * x];
      const weighted = (inputs: readonly number[], weights: readonly number[], shift: number): number =>
        inputs.reduce((sum, input, i) => sum + input * (weights[i] ?? NaN), shift);

      const scalar = { theta: { shape: [], initialize: () => tf.scalar(0) } };
      const given = { specs: scalar, rule: own, context };
      let params: ParamTree = { theta: tf.tensor1d([0.7]) };
      let state = rule.start({ ...given, params });
      let [theta, hidden, cell, forget, input] = [0.7, 0, 0, 0, 0];
      for (const [grad, loss] of [
        [0.4, 1.5],
        [-2e-5, 0.2],
        [3, 1e-6],
      ] as const) {
        const seen = [...pre(grad), ...pre(loss), hidden];
        const sum = (at: number): number =>
          weighted(
            seen,
            seen.map((_, i) => kernel[4 * i + at] ?? NaN),
            bias[at] ?? NaN,
          );
        cell = sigmoid(sum(1)) * cell + sigmoid(sum(0)) * Math.tanh(sum(2));
        hidden = sigmoid(sum(3)) * Math.tanh(cell);
        forget = weighted([hidden, theta, forget], numbers('forget/kernel'), numbers('forget/bias')[0] ?? NaN);
        input = weighted([hidden, theta, input], numbers('input/kernel'), numbers('input/bias')[0] ?? NaN);
        theta = sigmoid(forget) * theta - sigmoid(input) * grad;
        const grads = { theta: tf.tensor1d([grad]) };
        ({ params, state } = rule.update({ ...given, params, state, grads, loss: tf.tensor1d([loss]) }));
        expect(leaf(params, 'theta').dataSync()[0]).toBeCloseTo(theta, 5);
      }
    });
  });

  it('reads the loss of its own task', () => {
    tf.tidy(() => {
      const rule = lstm({ units: 3 });
      const [one, other] = [tf.tensor1d([0.3, 2]), tf.tensor1d([0.3, 0.01])].map((loss) =>
        led(rule, opened(rule), draw('start', 2), loss),
      );
      const taskOf = (tree: ParamTree | undefined, at: number): ParamTree =>
        mapParams(tree ?? {}, (tensor) => tf.gather(tensor, at));
      expectTreesEqual(taskOf(one, 0), taskOf(other, 0));
      expect(relativeError(taskOf(one, 1), taskOf(other, 1))).toBeGreaterThan(1e-3);
    });
  });

  it('keeps 98 to 99.4 % of each parameter in its first step, and takes in 0.6 to 1.9 % of the gradient', () => {
    tf.tidy(() => {
      const rule = lstm();
      const start = { specs, rule: initialize(rule.specs(specs), seed(1)), context };
      const stepped = (value: number, grad: number): readonly number[] => {
        const params = mapParams(draw('any'), (tensor) => tf.fill(tensor.shape, value));
        const grads = mapParams(params, (tensor) => tf.fill(tensor.shape, grad));
        const { params: moved } = rule.update({
          ...start,
          params,
          grads,
          state: rule.start({ ...start, params }),
          loss: tf.scalar(1),
        });
        return Object.values(moved).flatMap((tensor) => [...tensor.dataSync()]);
      };
      for (const kept of stepped(1, 0)) {
        expect(kept).toBeGreaterThan(0.98);
        expect(kept).toBeLessThan(0.994);
      }
      for (const taken of stepped(0, -1)) {
        expect(taken).toBeGreaterThan(0.006);
        expect(taken).toBeLessThan(0.019);
      }
    });
  });

  it.each([
    ['lstm: units must be a positive integer, got 0.', () => lstm({ units: 0 })],
    ['lstm: preprocessing must be a positive finite number, got -1.', () => lstm({ preprocessing: -1 })],
  ])('refuses: %s', (message, make) => {
    expect(make).toThrow(InvalidOptionError);
    expect(make).toThrow(message);
  });
});
