import '@tensorflow/tfjs-backend-cpu';
import { crossEntropy, meanSquaredError, mlp, useBackend } from '@innerloop/core';
import type { UpdateRule } from '@innerloop/core';
import {
  adam,
  chain,
  clipByNorm,
  clipByValue,
  cosine,
  linear,
  metaSgd,
  momentum,
  scheduled,
  sgd,
} from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { classificationEpisodes, learnerLaws, regressionEpisodes } from '@innerloop/testkit';
import { exact } from '@innerloop/training';
import { beforeAll } from 'vitest';

beforeAll(() => useBackend('cpu'));

const rules: Readonly<Record<string, UpdateRule>> = {
  sgd: sgd(0.1),
  metaSgd: metaSgd({ rate: 0.1 }),
  momentum: momentum({ learningRate: 0.1, nesterov: true }),
  adam: adam({ learningRate: 0.1, epsilon: 0.01 }),
  'a chain': chain(
    clipByNorm(0.5),
    clipByValue(0.3),
    scheduled(linear({ from: 0.5, steps: 4 })),
  )(metaSgd({ rate: 0.1 })),
};

for (const [name, rule] of Object.entries(rules)) {
  learnerLaws(`maml with ${name}, regression`, {
    learner: maml({
      model: mlp({ inputs: 1, hidden: [4], outputs: 1, activation: 'tanh' }),
      rule,
      loss: meanSquaredError,
      steps: 3,
    }),
    episodes: regressionEpisodes(),
    steps: 3,
    metaGradient: exact(),
  });
}

learnerLaws('maml with a chain around adam, classification', {
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
