import {
  batchNorm,
  dense,
  initialize,
  leaf,
  mapParams,
  meanSquaredError,
  seed,
  sequential,
  useBackend,
} from '@innerloop/core';
import type { Context, Episode, InnerLearner, ParamTree, Tensor } from '@innerloop/core';
import { expectTreesClose, expectTreesEqual, learnerLaws, regressionEpisodes, relativeError } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { anil, maml } from '../../src/index.js';
import type { MamlAdapted } from '../../src/index.js';
import { descent } from '../support/quadratic.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const momentum = 0.6;
const body = dense({ inputs: 2, outputs: 4, bias: false });
const norm = batchNorm({ features: 4, statistics: 'episode', momentum });
const head = dense({ inputs: 4, outputs: 1 });
const learner: InnerLearner<MamlAdapted> = maml({
  model: sequential({ body, norm, head }),
  rule: descent(0.1),
  loss: meanSquaredError,
  steps: 3,
});

const testing: Context = { key: seed(5), mode: 'test', order: 'first' };
const episode = (at = 9): Episode => regressionEpisodes({ inputs: 2 })({ tasks: 3, shots: 5, queries: 4 }, seed(at));
const start = (): ParamTree => initialize(learner.specs, seed(2));

/** What the layer is given at a point of the path. */
const given = ({ params }: MamlAdapted, x: Tensor): Tensor => tf.matMul(x, leaf(params, 'model/body/kernel'));

/** `(1 − m) · old + m · new` over what the layer was given, from mean 0 and variance 1. */
function averageOf(seen: readonly Tensor[]): { mean: Tensor; variance: Tensor } {
  const mix = (old: Tensor, now: Tensor): Tensor => tf.add(tf.mul(old, 1 - momentum), tf.mul(now, momentum));
  return seen.reduce<{ mean: Tensor; variance: Tensor }>(
    ({ mean, variance }, x) => {
      const now = tf.moments(x, 1);
      return { mean: mix(mean, now.mean), variance: mix(variance, now.variance) };
    },
    { mean: tf.zeros([3, 4]), variance: tf.ones([3, 4]) },
  );
}

const laws = { episodes: regressionEpisodes({ inputs: 2 }), steps: 3, transductive: true };
learnerLaws('maml with statistics of the episode', { learner, ...laws });
learnerLaws('anil with statistics of the episode', {
  learner: anil({ body: sequential({ body, norm }), head, rule: descent(0.1), loss: meanSquaredError, steps: 3 }),
  ...laws,
});

describe('batch normalisation by an average of the episode', () => {
  for (const inductive of [{}, { inductive: true }] as const) {
    const context: Context = { ...testing, ...inductive };
    const how = 'inductive' in inductive ? 'where queries are answered alone' : 'where they may see one another';

    it(`adds up each inner step once, and the start alone without a step, ${how}`, () => {
      tf.tidy(() => {
        const { support } = episode();
        const points = learner.trajectory(start(), support, [0, 1, 2, 3], context);
        const seen = points.map((point) => given(point, support.x));
        points.forEach(({ buffers }, steps) => {
          const { mean, variance } = averageOf(seen.slice(0, Math.max(1, steps)));
          expectTreesClose(leaf(buffers, 'model/norm/mean'), mean, { tolerance: 1e-5 });
          expectTreesClose(leaf(buffers, 'model/norm/variance'), variance, { tolerance: 1e-5 });
        });
      });
    });

    it(`answers a query by it, the same alone as among others, ${how}`, () => {
      tf.tidy(() => {
        const { support, query } = episode();
        const params = start();
        const adapted = learner.adapt(params, support, context);
        const predict = (x: Tensor, of: MamlAdapted = adapted): Tensor => learner.predict(params, of, x, context);
        const all = predict(query.x);
        expectTreesClose(predict(tf.slice(query.x, [0, 1, 0], [3, 1, 2])), tf.slice(all, [0, 1, 0], [3, 1, 1]));
        const buffers = mapParams(adapted.buffers, (tensor) => tf.add(tensor, 0.7));
        expect(relativeError(predict(query.x, { ...adapted, buffers }), all)).toBeGreaterThan(1e-3);
      });
    });
  }

  it('begins anew in each episode: what came before leaves nothing', () => {
    tf.tidy(() => {
      const params = start();
      const answer = (): MamlAdapted => learner.adapt(params, episode().support, testing);
      const first = answer();
      learner.adapt(params, episode(4).support, testing);
      expectTreesEqual(answer(), first);
    });
  });

  it('normalises the query of training by itself', () => {
    tf.tidy(() => {
      const { support, query } = episode();
      const params = start();
      const training: Context = { ...testing, mode: 'train' };
      const adapted = learner.adapt(params, support, training);
      const predicted = learner.predict(params, adapted, query.x, training);
      expectTreesEqual(learner.predict(params, { ...adapted, buffers: {} }, query.x, training), predicted);
    });
  });
});
