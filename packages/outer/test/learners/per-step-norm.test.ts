import {
  batchNorm,
  dense,
  initialize,
  leaf,
  meanSquaredError,
  observe,
  seed,
  sequential,
  useBackend,
} from '@innerloop/core';
import type { Context, Episode, InnerLearner, NormStatistics, ParamTree, Tensor } from '@innerloop/core';
import {
  expectTreesClose,
  expectTreesEqual,
  learnerLaws,
  referenceMetaGradient,
  regressionEpisodes,
  relativeError,
} from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { maml } from '../../src/index.js';
import type { MamlAdapted } from '../../src/index.js';
import { descent } from '../support/quadratic.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const steps = 3;

/** MAML++'s: the network's weights adapt, statistics, scales and offsets are of the inner steps and learned outside. */
const learnerOf = (taken: number, statistics: NormStatistics = 'perStep'): InnerLearner<MamlAdapted> =>
  maml({
    model: sequential({
      body: dense({ inputs: 2, outputs: 4 }),
      norm: batchNorm({ features: 4, statistics, steps }),
      head: dense({ inputs: 4, outputs: 1 }),
    }),
    rule: descent(0.1),
    loss: meanSquaredError,
    steps: taken,
    adapts: ['body/', 'head/'],
  });

const learner = learnerOf(steps);
const training: Context = { key: seed(5), mode: 'train', order: 'exact' };
const testing: Context = { ...training, mode: 'test', order: 'first' };
const episode = (): Episode => regressionEpisodes({ inputs: 2 })({ tasks: 3, shots: 5, queries: 4 }, seed(9));
const start = (): ParamTree => initialize(learner.specs, seed(2));
const norm = (step: number, name: string): string => `model/norm/step${step}/${name}`;
const changed = (params: ParamTree, name: string): ParamTree => ({
  ...params,
  [name]: tf.add(leaf(params, name), 0.7),
});

learnerLaws('maml with statistics and scales per step', {
  learner,
  episodes: regressionEpisodes({ inputs: 2 }),
  steps,
  transductive: true,
});

learnerLaws('maml with statistics of the support and scales per step', {
  learner: learnerOf(steps, 'support'),
  episodes: regressionEpisodes({ inputs: 2 }),
  steps,
});

describe('batch normalisation per step, in the inner loop', () => {
  it('normalises the query by the support as it is at the point that predicts, in the step of that point', () => {
    tf.tidy(() => {
      const of = learnerOf(steps, 'support');
      const { support } = episode();
      const params = initialize(of.specs, seed(2));
      const points = of.trajectory(params, support, [0, 1, 3], testing);
      [0, 0, 2].forEach((step, place) => {
        const { params: adapted, buffers } = points[place] as MamlAdapted;
        const before = tf.add(
          tf.matMul(support.x, leaf(adapted, 'model/body/kernel')),
          tf.expandDims(leaf(adapted, 'model/body/bias'), 1),
        );
        expectTreesClose(leaf(buffers, norm(step, 'mean')), tf.mean(before, 1), { tolerance: 1e-5 });
      });
    });
  });

  it('moves the average of each step by the batch that this step saw, and by no other', () => {
    tf.tidy(() => {
      const { support } = episode();
      const params = start();
      const { reported } = observe((at) => learner.adapt(params, support, at), training);
      const points = learner.trajectory(params, support, [0, 1, 2], training);
      expect(Object.keys(reported).sort()).toEqual(
        [0, 1, 2].flatMap((step) => [norm(step, 'mean'), norm(step, 'variance')]),
      );
      points.forEach(({ params: adapted }, step) => {
        const before = tf.add(
          tf.matMul(support.x, leaf(adapted, 'model/body/kernel')),
          tf.expandDims(leaf(adapted, 'model/body/bias'), 1),
        );
        // A moving average from 0, in which the new value weighs 0.1.
        expectTreesClose(leaf(reported, norm(step, 'mean')), tf.mul(tf.mean(before, 1), 0.1), { tolerance: 1e-5 });
      });
    });
  });

  it('scales and shifts in its own step: an earlier point of the path does not know of a later step', () => {
    tf.tidy(() => {
      const { support } = episode();
      const path = (params: ParamTree): readonly MamlAdapted[] =>
        learner.trajectory(params, support, [1, 2, 3], training);
      for (const name of ['scale', 'offset']) {
        const [plain, moved] = [path(start()), path(changed(start(), norm(1, name)))];
        expectTreesEqual(moved[0]?.params ?? {}, plain[0]?.params ?? {});
        expect(relativeError(moved[1]?.params ?? {}, plain[1]?.params ?? {})).toBeGreaterThan(1e-4);
      }
    });
  });

  it('learns the scales of the steps that are taken', () => {
    tf.tidy(() => {
      const short = learnerOf(2);
      const { grads } = referenceMetaGradient().estimate({
        learner: short,
        params: start(),
        episode: episode(),
        key: seed(1),
      });
      const size = (step: number): number => tf.max(tf.abs(leaf(grads, norm(step, 'scale')))).dataSync()[0] as number;
      expect([size(0), size(1)].every((value) => value > 0)).toBe(true);
      expect(size(2)).toBe(0);
    });
  });

  it('normalises the query by the stored average of the last step at test, and of no other: inductive [row 44]', () => {
    tf.tidy(() => {
      const { support, query } = episode();
      const params = start();
      const adapted = learner.adapt(params, support, testing);
      const predict = (of: ParamTree, x: Tensor): Tensor => learner.predict(of, adapted, x, testing);
      const all = predict(params, query.x);
      for (const step of [0, 1]) expectTreesEqual(predict(changed(params, norm(step, 'mean')), query.x), all);
      expect(relativeError(predict(changed(params, norm(2, 'mean')), query.x), all)).toBeGreaterThan(1e-3);
      const alone = predict(params, tf.slice(query.x, [0, 0, 0], [3, 1, 2]));
      expectTreesClose(alone, tf.slice(all, [0, 0, 0], [3, 1, 1]), { tolerance: 1e-6 });
      expect(learner.normalization).toBe('perStep');
    });
  });

  it('goes on with the last step where more steps are taken than have leaves', () => {
    tf.tidy(() => {
      const [last] = learner.trajectory(start(), episode().support, [6], testing);
      const predictions = learner.predict(start(), last as MamlAdapted, episode().query.x, { ...testing, step: 5 });
      expect(Array.from(predictions.dataSync()).every(Number.isFinite)).toBe(true);
    });
  });
});
