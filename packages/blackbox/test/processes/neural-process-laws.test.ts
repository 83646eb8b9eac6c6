import { batchNorm, dense, sequential, useBackend } from '@innerloop/core';
import { classificationEpisodes, learnerLaws, regressionEpisodes } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll } from 'vitest';
import { neuralProcess } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

const sizes = { encoder: [4, 3], decoder: [4], activation: 'tanh' } as const;
const curves = { inputs: 1, outputs: 1, ...sizes };
const attention = { heads: 2, units: 4 };

learnerLaws('neuralProcess, conditional', {
  learner: neuralProcess({ ...curves, contextInTargets: false }),
  episodes: regressionEpisodes(),
});

learnerLaws('neuralProcess, attentive and latent', {
  learner: neuralProcess({ ...curves, attention, latent: { size: 2 } }),
  episodes: regressionEpisodes(),
  separable: false,
});

learnerLaws('neuralProcess of classes', {
  learner: neuralProcess({
    inputs: 3,
    outputs: 3,
    kind: 'classification',
    model: sequential({
      body: dense({ inputs: 2, outputs: 3 }),
      norm: batchNorm({ features: 3, statistics: 'support' }),
    }),
    ...sizes,
    contextInTargets: false,
  }),
  episodes: classificationEpisodes({ features: [2], ways: 3 }),
});
