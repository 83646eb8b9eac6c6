import '@tensorflow/tfjs-backend-cpu';
import { useBackend } from '@innerloop/core';
import { beforeAll } from 'vitest';
import {
  classificationEpisodes,
  learnerLaws,
  modelLaws,
  referenceLearner,
  referenceModel,
  referenceMomentum,
  referenceRule,
  regressionEpisodes,
  updateRuleLaws,
} from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

modelLaws('the reference model', { model: referenceModel({ inputs: 2, hidden: 4, outputs: 3 }), x: [2] });
updateRuleLaws('the reference rule', referenceRule(0.1));
updateRuleLaws('the reference momentum', referenceMomentum(0.1));
learnerLaws('the reference learner', {
  learner: referenceLearner({ model: referenceModel({ inputs: 1, hidden: 4, outputs: 1 }), rule: referenceRule(0.1) }),
  episodes: regressionEpisodes(),
  steps: 2,
});
learnerLaws('the reference learner with momentum, on classes', {
  learner: referenceLearner({
    model: referenceModel({ inputs: 2, hidden: 4, outputs: 3 }),
    rule: referenceMomentum(0.1),
  }),
  episodes: classificationEpisodes({ features: [2], ways: 3 }),
  steps: 2,
});
