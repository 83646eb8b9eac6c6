import { wasm } from '@innerloop/backend-wasm';
import { conv4, crossEntropy, meanSquaredError, mlp, useBackend } from '@innerloop/core';
import { adam, chain, clipByNorm, clipByValue, cosine, linear, metaSgd, scheduled } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { classificationEpisodes, learnerLaws, regressionEpisodes } from '@innerloop/testkit';
import { exact } from '@innerloop/training';
import { beforeAll } from 'vitest';

beforeAll(() => useBackend(wasm()));

const wrapped = chain(clipByNorm(0.5), clipByValue(0.3), scheduled(linear({ from: 0.5, steps: 4 })));

learnerLaws('maml with learned rates in every wrapper, on curves', {
  learner: maml({
    model: mlp({ inputs: 1, hidden: [4], outputs: 1, activation: 'tanh' }),
    rule: wrapped(metaSgd({ rate: 0.1 })),
    loss: meanSquaredError,
    steps: 3,
  }),
  episodes: regressionEpisodes(),
  steps: 3,
  metaGradient: exact(),
});

learnerLaws('maml with adam in wrappers, on classes', {
  learner: maml({
    model: mlp({ inputs: 3, hidden: [4], outputs: 3, activation: 'softplus' }),
    rule: chain(clipByNorm(0.5), scheduled(cosine({ to: 0.2, steps: 2 })))(adam({ learningRate: 0.1, epsilon: 0.01 })),
    loss: crossEntropy,
    steps: 2,
  }),
  episodes: classificationEpisodes({ features: [3], ways: 3 }),
  steps: 2,
  metaGradient: exact(),
});

learnerLaws('maml with learned rates in every wrapper, on pictures', {
  learner: maml({
    model: conv4({
      height: 8,
      width: 8,
      channels: 1,
      filters: 3,
      outputs: 3,
      downsample: 'stride',
      head: 'mean',
      norm: { statistics: 'support' },
    }),
    rule: wrapped(metaSgd({ rate: 0.1 })),
    loss: crossEntropy,
    steps: 2,
  }),
  episodes: classificationEpisodes({ features: [8, 8, 1], ways: 3 }),
  steps: 2,
  metaGradient: exact(),
  smooth: false,
  tolerance: 1e-4,
});
