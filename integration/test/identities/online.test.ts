import '@tensorflow/tfjs-backend-cpu';
import {
  constant,
  disposeTree,
  initialize,
  leaf,
  meanSquaredError,
  meanSquaredErrorMetric,
  mlp,
  seed,
  tidy,
  useBackend,
} from '@innerloop/core';
import type {
  AnyLearner,
  Episode,
  InnerLearner,
  Loss,
  Metric,
  Model,
  ParamTree,
  Tensor,
  UpdateRule,
} from '@innerloop/core';
import { metaSgd, sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import type { MamlAdapted } from '@innerloop/outer';
import { expectTreesClose, regressionEpisodes, relativeError } from '@innerloop/testkit';
import { exact, metaStep, online, regret, sequenceOf } from '@innerloop/training';
import type { TaskSequence } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(() => useBackend('cpu'));

/** A task of two numbers: `f(w) = ½ Σ a w² + Σ b w`. */
interface Bowl {
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
}

const bowls: readonly Bowl[] = [
  { a: [1, 3], b: [-2, 1] },
  { a: [2, 0.5], b: [1, -1] },
  { a: [0.7, 1.5], b: [-1, 2] },
];
const rate = 0.2;

/** Predicts its parameters, whatever the input. */
const point: Model = {
  specs: { w: { shape: [2], initialize: constant(3) } },
  apply: (params, x) => {
    const w = leaf(params, 'w');
    const rows = w.rank === 1 ? tf.reshape(w, [1, 1, 2]) : tf.expandDims(w, 1);
    return tf.add(rows, tf.zeros([x.shape[0], x.shape[1] as number, 2]));
  },
};

/** Of targets `(a, b)`. */
const height: Loss = (predictions, targets) => {
  const [a, b] = tf.split(targets, 2, -1) as [Tensor, Tensor];
  const terms = tf.add(tf.mul(tf.mul(a, 0.5), tf.square(predictions)), tf.mul(b, predictions));
  return tf.mean(tf.sum(terms, -1), -1);
};
const heightMetric: Metric = { name: 'height', better: 'lower', measure: height };

/** All tasks at once, support and query the same; every example of a task is the same. */
const episodeOf = (tasks: readonly Bowl[], rows: number): Episode => {
  const batch = () => ({
    x: tf.zeros([tasks.length, rows, 1]),
    y: tf.tensor3d(tasks.map(({ a, b }) => Array.from({ length: rows }, () => [...a, ...b]))),
  });
  return { support: batch(), query: batch() };
};

const sequence = (of: (round: number) => Bowl): TaskSequence => ({
  name: 'bowls',
  kind: 'regression',
  arrive: (round) => Promise.resolve(episodeOf([of(round)], 2)),
});

const learnerOf = (rule: UpdateRule): InnerLearner<MamlAdapted> => maml({ model: point, rule, loss: height });

/** `−A⁻¹ b` with the means over tasks of `(1 − αa)² a` and `(1 − αa)² b`; joint training has `α = 0`. */
const optimum = (tasks: readonly Bowl[], alpha: number): [number, number] =>
  [0, 1].map((i) => {
    const weight = ({ a }: Bowl): number => (1 - alpha * (a[i] as number)) ** 2;
    const mean = (value: (bowl: Bowl) => number): number =>
      tasks.reduce((sum, bowl) => sum + weight(bowl) * value(bowl), 0) / tasks.length;
    return -mean(({ b }) => b[i] as number) / mean(({ a }) => a[i] as number);
  }) as [number, number];

const gradientAt = (of: AnyLearner, w: readonly number[], tasks: readonly Bowl[]): Tensor => {
  const params = { ...initialize(of.specs, seed(1)), 'model/w': tf.tensor1d([...w]) };
  return leaf(exact().estimate({ learner: of, params, episode: episodeOf(tasks, 1), key: seed(1) }).grads, 'model/w');
};

describe('following the meta-leader on quadratic tasks [row 26]', () => {
  it('has its stationary point at −A⁻¹ b with A = mean (1 − αa)² a and b = mean (1 − αa)² b', () => {
    tf.tidy(() => {
      const of = learnerOf(sgd(rate));
      expectTreesClose(gradientAt(of, optimum(bowls, rate), bowls), tf.zeros([2]), { absolute: 1e-6 });
      expect(Math.max(...tf.abs(gradientAt(of, optimum(bowls, 0), bowls)).dataSync())).toBeGreaterThan(0.01);
    });
  });

  it('is joint training where the inner rate is 0', () => {
    tf.tidy(() => {
      const of = learnerOf(metaSgd({ rate: 0 }));
      expectTreesClose(gradientAt(of, optimum(bowls, 0), bowls), tf.zeros([2]), { absolute: 1e-6 });
    });
  });

  it('has the optimum of joint training where all tasks curve alike', () => {
    tf.tidy(() => {
      const alike = bowls.map(({ b }): Bowl => ({ a: [1, 2], b }));
      expectTreesClose(tf.tensor1d(optimum(alike, rate)), tf.tensor1d(optimum(alike, 0)));
      expectTreesClose(gradientAt(learnerOf(sgd(rate)), optimum(alike, 0), alike), tf.zeros([2]), { absolute: 1e-6 });
    });
  });

  it('is in its first round MAML on its only task [row 26]', async () => {
    const of = learnerOf(sgd(rate));
    const step = metaStep({ learner: of, metaGradient: exact(), optimizer: sgd(0.1) });
    const [bowl] = bowls as [Bowl, ...Bowl[]];
    const given = { metric: heightMetric, seed: 3, rounds: 1, updates: 3, shots: 1, queries: 1 };
    for await (const { params } of online({ ...given, step, learner: of, tasks: sequence(() => bowl) })) {
      tf.tidy(() => {
        let state = step.init(seed(1));
        for (let update = 0; update < 3; update++) ({ state } = step.run(state, episodeOf([bowl], 1), seed(update)));
        expectTreesClose(params, state.params, { tolerance: 1e-6 });
        expect(relativeError(params, step.init(seed(1)).params)).toBeGreaterThan(0.01);
      });
    }
    expect.assertions(1);
  });

  it('suffers less and less a round beyond the best point in hindsight, which no run beats', async () => {
    const of = learnerOf(sgd(rate));
    const rounds = 24;
    const task = (round: number): Bowl => bowls[round % bowls.length] as Bowl;
    const play = async (updates: number, learner: InnerLearner<MamlAdapted>): Promise<number[]> => {
      const step = metaStep({ learner, metaGradient: exact(), optimizer: sgd(0.1) });
      const suffered: number[] = [];
      const given = {
        step,
        learner,
        tasks: sequence(task),
        metric: heightMetric,
        seed: 3,
        rounds,
        updates,
        shots: 1,
        queries: 1,
      };
      for await (const { before } of online(given)) suffered.push(before);
      return suffered;
    };
    const still: Model = {
      ...point,
      specs: { w: { shape: [2], initialize: () => tf.tensor1d(optimum(bowls, rate)) } },
    };
    const best = await play(0, maml({ model: still, rule: sgd(rate), loss: height }));
    const total = regret(await play(10, of), best);
    expect(total.at(-1)).toBeGreaterThan(0);
    const average = (round: number): number => (total[round - 1] as number) / round;
    expect(average(12)).toBeLessThan(0.6 * average(3));
    expect(average(24)).toBeLessThan(0.6 * average(12));
    const never = regret(await play(0, of), best);
    expect(total.at(-1)).toBeLessThan(0.5 * (never.at(-1) as number));
  });
});

describe('online', () => {
  /** The parameters after some rounds on curves. */
  async function after(learner: InnerLearner<MamlAdapted>): Promise<ParamTree> {
    const tasks = sequenceOf({
      tasks: {
        name: 'curves',
        kind: 'regression',
        sample: ({ seed: key, tasks: count }) =>
          Promise.resolve(tidy(() => regressionEpisodes()({ tasks: count, shots: 6, queries: 3 }, key))),
      },
      seed: 4,
    });
    const step = metaStep({ learner, metaGradient: exact(), optimizer: sgd(0.05) });
    const given = { step, learner, tasks, metric: meanSquaredErrorMetric, seed: 3, rounds: 3, updates: 4, chunk: 3 };
    for await (const { round, checkpoint } of online(given)) if (round === 3) return checkpoint().state.params;
    return {};
  }

  it('with a rate of 0 goes where joint training goes, and with another elsewhere [row 26]', async () => {
    const model = mlp({ inputs: 1, hidden: [4], outputs: 1, activation: 'tanh' });
    const still: UpdateRule = {
      name: 'still',
      specs: () => ({}),
      start: () => ({}),
      update: ({ params, state }) => ({ params, state }),
    };
    const parts = { model, loss: meanSquaredError };
    const joint = await after(maml({ ...parts, rule: sgd(0.1), steps: 0 }));
    const frozen = await after(maml({ ...parts, rule: still, steps: 2 }));
    const moving = await after(maml({ ...parts, rule: sgd(0.3), steps: 2 }));
    expectTreesClose(frozen, joint, { tolerance: 1e-5 });
    expect(relativeError(moving, joint)).toBeGreaterThan(1e-3);
    disposeTree([joint, frozen, moving]);
  });
});
