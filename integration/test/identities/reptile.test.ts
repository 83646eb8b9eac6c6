import '@tensorflow/tfjs-backend-cpu';
import {
  initialize,
  leaf,
  mapParams,
  mapTree,
  meanSquaredError,
  mlp,
  seed,
  sliceTasks,
  useBackend,
} from '@innerloop/core';
import type { AnyInnerLearner, Batch, Episode, MetaGradient, ParamTree, UpdateRule } from '@innerloop/core';
import { adam, constant, persistent, scheduled, sgd } from '@innerloop/inner';
import { maml, reptile } from '@innerloop/outer';
import type { Batches } from '@innerloop/outer';
import { expectTreesClose, expectTreesEqual, regressionEpisodes, relativeError } from '@innerloop/testkit';
import { exact, firstOrder, metaStep } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenEpisode, point, quadratic } from '../support/golden-quadratic.js';
import { objectiveOf, ofModel, plus } from '../support/objectives.js';

beforeAll(() => useBackend('cpu'));

const model = mlp({ inputs: 1, hidden: [4], outputs: 1, activation: 'tanh' });

/** One half of the support in even steps, the other in odd ones. */
const halves: Batches = (support, step) => mapTree(support, (tensor) => tf.split(tensor, 2, 1)[step % 2] as tf.Tensor);

const learner = (rate: number, steps: number): AnyInnerLearner =>
  maml({ model, rule: sgd(rate), loss: meanSquaredError, steps, batches: halves });

/** Two batches of a task, which are its support, and the second again as its query: what the meta-gradients are compared on. */
function twoBatches(at = 12): { readonly episode: Episode; readonly first: Batch; readonly second: Batch } {
  const { support, query } = regressionEpisodes()({ tasks: 1, shots: 4, queries: 4 }, seed(at));
  const both = { x: tf.concat([support.x, query.x], 1), y: tf.concat([support.y, query.y], 1) };
  return { episode: { support: both, query }, first: support, second: query };
}

describe('near a rate of 0 [row 8]', () => {
  /** What is left of a meta-gradient beyond its Taylor terms, in relation to its size. */
  function residual(how: 'exact' | 'first order' | 'reptile', rate: number, at: number): number {
    return tf.tidy(() => {
      const { episode, first, second } = twoBatches(at);
      const one = objectiveOf(model, meanSquaredError, first);
      const two = objectiveOf(model, meanSquaredError, second);
      const params = initialize(learner(rate, 1).specs, seed(at));
      const [g1, g2] = [one.gradient(params), two.gradient(params)];
      const [h2g1, h1g2] = [two.curvature(params, g1), one.curvature(params, g2)];
      const estimate = (of: MetaGradient<AnyInnerLearner>, steps: number): ParamTree =>
        of.estimate({ learner: learner(rate, steps), params, episode, key: seed(1) }).grads;
      const taylor = {
        exact: () => [estimate(exact(), 1), plus(plus(g2, -rate, h2g1), -rate, h1g2)],
        'first order': () => [estimate(firstOrder(), 1), plus(g2, -rate, h2g1)],
        reptile: () => [estimate(reptile({ scale: 1 / rate }), 2), plus(plus(g1, 1, g2), -rate, h2g1)],
      };
      const [found, terms] = taylor[how]() as [ParamTree, ParamTree];
      return relativeError(found, terms);
    });
  }

  it.each(['exact', 'first order', 'reptile'] as const)(
    'the %s meta-gradient has its Taylor terms: what is left quarters with the rate, whatever the task and the start',
    (how) => {
      fc.assert(
        fc.property(fc.nat(30), (at) => {
          const [whole, half] = [residual(how, 0.02, at), residual(how, 0.01, at)];
          expect(Math.abs(whole / half - 4)).toBeLessThan(0.8);
          expect(half).toBeLessThan(0.02);
        }),
        { numRuns: 8 },
      );
    },
  );
});

describe('reptile', () => {
  const episode = (): Episode => regressionEpisodes()({ tasks: 3, shots: 6, queries: 2 }, seed(13));

  it('is the sum of the gradients on the path, for gradient descent [row 7]', () => {
    tf.tidy(() => {
      const { episode: one, first, second } = twoBatches();
      const rate = 0.2;
      const of = learner(rate, 2);
      const params = initialize(of.specs, seed(2));
      const g1 = objectiveOf(model, meanSquaredError, first).gradient(params);
      const g2 = objectiveOf(model, meanSquaredError, second).gradient(plus(params, -rate, g1));
      const found = reptile({ scale: 1 / rate }).estimate({ learner: of, params, episode: one, key: seed(1) });
      expectTreesClose(found.grads, plus(g1, 1, g2), { tolerance: 1e-5 });
    });
  });

  const of = learner(0.1, 3);
  const goes = (rule: UpdateRule, part: Episode): { readonly from: ParamTree; readonly to: ParamTree } => {
    const step = metaStep({ learner: of, metaGradient: reptile(), optimizer: rule });
    const state = step.init(seed(2));
    return { from: mapParams(state.params, tf.clone), to: step.run(state, part, seed(1)).state.params };
  };
  const adapted = (from: ParamTree, part: Episode): ParamTree => {
    const { params } = of.adapt(from, part.support, { key: seed(1), mode: 'train', order: 'first' });
    return mapParams(params, (tensor) => tf.mean(tensor, 0));
  };

  it('goes the outer rate ε of the way to the mean of the adapted parameters, with ε = 1 all of it [row 9]', () => {
    const rates = fc.oneof(fc.constant(1), fc.double({ min: 0.01, max: 1, noNaN: true }));
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 3 }), (rate, tasks) =>
        tf.tidy(() => {
          const part = sliceTasks(episode(), 0, tasks);
          const { from, to } = goes(sgd(rate), part);
          expectTreesClose(to, plus(from, rate, plus(adapted(from, part), -1, from)), { tolerance: 1e-5 });
        }),
      ),
      { numRuns: 12 },
    );
  });

  it('stays where it is, bit for bit, with ε = 0 [row 9]', () => {
    tf.tidy(() => {
      const { from, to } = goes(scheduled(constant(0))(sgd(1)), episode());
      expectTreesEqual(ofModel(to), ofModel(from));
    });
  });

  it('is for a batch of one task twice what it is for the task [row 9]', () => {
    tf.tidy(() => {
      const params = initialize(of.specs, seed(2));
      const grads = (part: Episode): ParamTree =>
        reptile().estimate({ learner: of, params, episode: part, key: seed(1) }).grads;
      const single = sliceTasks(episode(), 0, 1);
      const twice = { support: doubled(single.support), query: doubled(single.query) };
      expectTreesClose(grads(twice), grads(single), { tolerance: 1e-6 });
      expectTreesClose(grads(single), plus(params, -1, adapted(params, single)), { tolerance: 1e-5 });
    });
  });

  it('leads from 3 to 2.81 on the golden quadratic, by two steps and half the way [§30b]', () => {
    tf.tidy(() => {
      const golden = maml({ model: point, rule: sgd(0.1), loss: quadratic, steps: 2 });
      const step = metaStep({ learner: golden, metaGradient: reptile({ scale: 10 }), optimizer: sgd(0.05) });
      const { state } = step.run(step.init(seed(0)), goldenEpisode(), seed(1));
      expect(leaf(state.params, 'model/t').dataSync()[0]).toBeCloseTo(2.81, 5);
    });
  });
});

describe('reptile with a rule that persists', () => {
  const steps = 4;
  const rule = adam({ learningRate: 0.02, beta1: 0 });
  const serial = (at: number): Episode => regressionEpisodes()({ tasks: 1, shots: 6, queries: 2 }, seed(30 + at));
  const learnerWith = (inner: UpdateRule, batches?: Batches): AnyInnerLearner =>
    maml({ model, rule: inner, loss: meanSquaredError, steps, ...(batches === undefined ? {} : { batches }) });

  /** Parameters after three tasks, one after the other. */
  function goes(inner: UpdateRule, outerRate: number): ParamTree {
    const step = metaStep({ learner: learnerWith(inner), metaGradient: reptile(), optimizer: sgd(outerRate) });
    let state = step.init(seed(2));
    for (let at = 0; at < 3; at++) ({ state } = step.run(state, serial(at), seed(at)));
    return state.params;
  }

  it('is one run of Adam over all tasks where the outer rate is 1, and is not if Adam forgets', () => {
    tf.tidy(() => {
      const supports = [0, 1, 2].map((at) => serial(at).support);
      const all = {
        x: tf.concat(
          supports.map(({ x }) => x),
          1,
        ),
        y: tf.concat(
          supports.map(({ y }) => y),
          1,
        ),
      };
      const oneTask: Batches = (support, step) =>
        mapTree(support, (tensor) => tf.split(tensor, 3, 1)[Math.floor(step / steps)] as tf.Tensor);
      const whole = learnerWith(rule, oneTask);
      const context = { key: seed(1), mode: 'train', order: 'first' } as const;
      const [end] = whole.trajectory(initialize(whole.specs, seed(2).fold('params')), all, [3 * steps], context);
      const expected = mapParams(end?.params ?? {}, (tensor) => tf.squeeze(tensor, [0]));
      const found = goes(persistent(rule), 1);
      expectTreesClose(ofModel(found), expected, { tolerance: 1e-4 });
      expect(relativeError(ofModel(goes(rule, 1)), expected)).toBeGreaterThan(1e-3);
    });
  });

  it('leaves the mean of what its tasks remember', () => {
    tf.tidy(() => {
      const of = learnerWith(persistent(rule));
      const episode = regressionEpisodes()({ tasks: 3, shots: 6, queries: 2 }, seed(13));
      const step = metaStep({ learner: of, metaGradient: reptile(), optimizer: sgd(0.5) });
      const first = step.init(seed(2));
      const name = 'rule/memory/second/model/head/kernel';
      const alone = [0, 1, 2].map(
        (task) => step.run(first, sliceTasks(episode, task, 1), seed(1).from(task)).state.params[name] as tf.Tensor,
      );
      const together = step.run(first, episode, seed(1)).state.params;
      expectTreesClose(leaf(together, name), tf.mean(tf.stack(alone), 0));
      expect(tf.sum(tf.abs(leaf(together, name))).dataSync()[0]).toBeGreaterThan(0);
    });
  });
});

describe('reptile on quadratic tasks that one step solves', () => {
  it('rests at the mean of their optima, and moves towards it from anywhere', () => {
    const optima = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(optima, fc.double({ min: 0.05, max: 1, noNaN: true }), (aims, rate) =>
        tf.tidy(() => {
          const y = tf.tensor(
            aims.map((aim) => [[1, aim]]),
            [aims.length, 1, 2],
          );
          const tasks = { x: tf.ones([aims.length, 1, 1]), y };
          const mean = aims.reduce((sum, aim) => sum + aim, 0) / aims.length;
          const solving = maml({ model: point, rule: sgd(1), loss: quadratic });
          const step = metaStep({ learner: solving, metaGradient: reptile(), optimizer: sgd(rate) });
          const goes = (from: number): number => {
            const state = { ...step.init(seed(0)), params: { 'model/t': tf.scalar(from) } };
            const moved = step.run(state, { support: tasks, query: tasks }, seed(1)).state.params;
            return leaf(moved, 'model/t').dataSync()[0] as number;
          };
          expect(goes(mean)).toBeCloseTo(mean, 4);
          expect(goes(3)).toBeCloseTo(3 + rate * (mean - 3), 4);
        }),
      ),
      { numRuns: 20 },
    );
  });
});

const doubled = ({ x, y }: Batch): Batch => ({ x: tf.concat([x, x], 0), y: tf.concat([y, y], 0) });
