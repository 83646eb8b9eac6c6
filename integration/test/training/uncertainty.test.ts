import { wasm } from '@innerloop/backend-wasm';
import { compile } from '@innerloop/compile';
import {
  disposeTree,
  gaussianLikelihood,
  initialize,
  meanSquaredError,
  mlp,
  seed,
  tidy,
  useBackend,
} from '@innerloop/core';
import type { Context, Episode, ParamTree, Predictive, ProbabilisticLearner } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { adam, svgd } from '@innerloop/inner';
import { bayesianMaml, laplace } from '@innerloop/outer';
import { exact, metaStep } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { withTrained } from '../support/trained.js';

beforeAll(() => useBackend(wasm()));

const context: Context = { key: seed(5), mode: 'test', order: 'first' };
/** Supports lie on the right half of the axis, so that the left half is away from them. */
const right = sinusoids({ shots: 5, queries: 100, range: [1, 5] });

/** Mean predictive variance on the side of the supports, and on the other, over 100 tasks. */
async function uncertainty(learner: ProbabilisticLearner, params: ParamTree): Promise<{ near: number; away: number }> {
  const episode = await right.sample({ seed: seed(77), tasks: 100, params: {} });
  const found = tf.tidy(() => {
    const adapted = learner.adapt(params, episode.support, context);
    const meanOf = ({ variance }: Predictive): number => tf.mean(variance).dataSync()[0] as number;
    const near = meanOf(learner.predictive(params, adapted, episode.query.x, context));
    return { near, away: meanOf(learner.predictive(params, adapted, tf.neg(episode.query.x), context)) };
  });
  disposeTree(episode);
  return found;
}

/** The share of targets within 1.96 predicted deviations, and the mean squared error beside the mean predicted variance. */
async function calibration(
  learner: ProbabilisticLearner,
  params: ParamTree,
): Promise<{ covered: number; error: number; expected: number }> {
  const episode: Episode = await sinusoids({ shots: 5, queries: 50 }).sample({
    seed: seed(78),
    tasks: 200,
    params: {},
  });
  const found = tidy(() => {
    const adapted = learner.adapt(params, episode.support, context);
    const { mean, variance } = learner.predictive(params, adapted, episode.query.x, context);
    const squares = tf.square(tf.sub(episode.query.y, mean));
    const within = tf.cast(tf.lessEqual(squares, tf.mul(variance, 1.96 ** 2)), 'float32');
    return tf.stack([tf.mean(within), tf.mean(squares), tf.mean(variance)]);
  });
  const [covered, error, expected] = [...found.dataSync()] as [number, number, number];
  disposeTree([episode, found]);
  return { covered, error, expected };
}

describe('the uncertainty of predictions on sinusoids', () => {
  it('by laplace grows away from the support, and is as large as the errors are', async () => {
    const learner = laplace({ model: mlp({ inputs: 1, hidden: [40, 40], outputs: 32, activation: 'tanh' }) });
    const step = metaStep({ learner, metaGradient: exact(), optimizer: adam(3e-3) });
    const tasks = sinusoids({ shots: 5, queries: 20 });
    await withTrained({ step, tasks, seed: 3, iterations: 600, metaBatch: 8 }, async (params) => {
      const { near, away } = await uncertainty(learner, params);
      const { covered, error, expected } = await calibration(learner, params);
      expect(away).toBeGreaterThan(4 * near);
      expect(error).toBeLessThan(1);
      expect(covered).toBeGreaterThan(0.9);
      expect(covered).toBeLessThan(0.995);
      expect(expected / error).toBeGreaterThan(0.5);
      expect(expected / error).toBeLessThan(3);
    });
  }, 120_000);

  it('by particles grows away from the support, while their errors fall', async () => {
    const learner = bayesianMaml({
      model: mlp({ inputs: 1, hidden: [40, 40], outputs: 1 }),
      rule: svgd({ learningRate: 0.03 }),
      loss: gaussianLikelihood({ deviation: 1 }),
      particles: 5,
      steps: 3,
      metaLoss: 'likelihood',
    });
    const step = compile(metaStep({ learner, metaGradient: exact(), optimizer: adam(1e-3) }));
    const tasks = sinusoids({ shots: 5, queries: 10 });
    const fresh = tidy(() => initialize(learner.specs, seed(4)));
    const before = await calibration(learner, fresh);
    disposeTree(fresh);
    await withTrained({ step, tasks, seed: 3, iterations: 120, metaBatch: 4 }, async (params) => {
      const { near, away } = await uncertainty(learner, params);
      const after = await calibration(learner, params);
      expect(away).toBeGreaterThan(4 * near);
      expect(after.error).toBeLessThan(0.95 * before.error);
    });
    step.dispose();
  }, 120_000);

  it('costs particles nothing of what they learn where errors are all that counts', async () => {
    const learner = bayesianMaml({
      model: mlp({ inputs: 1, hidden: [40, 40], outputs: 1 }),
      rule: svgd({ learningRate: 0.06 }),
      loss: meanSquaredError,
      particles: 4,
      steps: 2,
      metaLoss: 'likelihood',
    });
    const step = compile(metaStep({ learner, metaGradient: exact(), optimizer: adam(2e-3) }));
    const tasks = sinusoids({ shots: 5, queries: 10 });
    await withTrained({ step, tasks, seed: 3, iterations: 200, metaBatch: 4 }, async (params) => {
      const predictingZero = 3.8; // on these tasks; on average over the distribution it is 4.25
      expect((await calibration(learner, params)).error).toBeLessThan(0.75 * predictingZero);
    });
    step.dispose();
  }, 120_000);
});
