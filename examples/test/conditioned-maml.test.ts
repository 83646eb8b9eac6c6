import { setEncoder } from '@innerloop/blackbox';
import { wasm } from '@innerloop/backend-wasm';
import { activation, dense, film, initialize, meanSquaredError, seed, sequential, useBackend } from '@innerloop/core';
import { sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { exact } from '@innerloop/training';
import { expectTreesClose, learnerLaws, regressionEpisodes } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { conditioned } from '../conditioned-maml/conditioned.js';

beforeAll(() => useBackend(wasm()));

const model = sequential({
  layer0: dense({ inputs: 1, outputs: 4 }),
  film0: film({ size: 3, channels: 4 }),
  activation0: activation('tanh'),
  head: dense({ inputs: 4, outputs: 1 }),
});
const base = maml({ model, rule: sgd(0.1), loss: meanSquaredError, steps: 2 });
const learner = conditioned(base, setEncoder({ inputs: 1, outputs: 1, sizes: [4, 3], activation: 'tanh' }));
const episodes = regressionEpisodes();

learnerLaws('conditioned maml', { learner, episodes, steps: 2, metaGradient: exact() });

it('is plain MAML where the code says nothing, and not where it does', () => {
  tf.tidy(() => {
    const context = { key: seed(1), mode: 'test', order: 'first' } as const;
    const { support, query } = episodes({ tasks: 2, shots: 3, queries: 2 }, seed(2));
    const params = initialize(learner.specs, seed(3));
    const silent = Object.fromEntries(
      Object.entries(params).map(([name, value]) => [
        name,
        name.startsWith('encoder/head') ? tf.zerosLike(value) : value,
      ]),
    );
    const answer = (of: Pick<typeof base, 'adapt' | 'predict'>, own: typeof params) =>
      of.predict(own, of.adapt(own, support, context), query.x, context);
    expectTreesClose(answer(learner, silent), answer(base, silent));
    const apart = tf.max(tf.abs(tf.sub(answer(learner, params), answer(base, params)))).dataSync()[0];
    expect(apart).toBeGreaterThan(1e-3);
  });
});
