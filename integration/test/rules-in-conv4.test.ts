import '@tensorflow/tfjs-backend-cpu';
import { wasm } from '@innerloop/backend-wasm';
import { conv4, crossEntropy, useBackend } from '@innerloop/core';
import type { UpdateRule } from '@innerloop/core';
import { adam, chain, clipByNorm, linear, metaSgd, scheduled, sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { classificationEpisodes, learnerLaws } from '@innerloop/testkit';
import { exact } from '@innerloop/training';
import { beforeAll } from 'vitest';

beforeAll(() => useBackend(wasm()));

const rules: Readonly<Record<string, UpdateRule>> = {
  sgd: sgd(0.1),
  'a chain around metaSgd': chain(clipByNorm(0.5), scheduled(linear({ from: 0.5, steps: 4 })))(metaSgd({ rate: 0.1 })),
  adam: adam({ learningRate: 0.01, epsilon: 0.01 }),
};

for (const [name, rule] of Object.entries(rules)) {
  learnerLaws(`maml with ${name} on conv4`, {
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
      rule,
      loss: crossEntropy,
      steps: 2,
    }),
    episodes: classificationEpisodes({ features: [8, 8, 1], ways: 3 }),
    steps: 2,
    metaGradient: exact(),
    smooth: false,
    tolerance: 1e-4,
  });
}
