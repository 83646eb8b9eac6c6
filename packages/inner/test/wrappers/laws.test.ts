import '@tensorflow/tfjs-backend-cpu';
import { useBackend } from '@innerloop/core';
import { updateRuleLaws } from '@innerloop/testkit';
import { beforeAll } from 'vitest';
import {
  adam,
  chain,
  clipByNorm,
  clipByValue,
  constant,
  cosine,
  groups,
  linear,
  lslr,
  metaSgd,
  momentum,
  scheduled,
  sgd,
  weightDecay,
} from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

updateRuleLaws('clipByValue', clipByValue(0.5)(sgd(0.1)));
updateRuleLaws('clipByNorm that clips', clipByNorm(0.7)(metaSgd({ rate: 0.1 })));
updateRuleLaws('clipByNorm that does not', clipByNorm(100)(sgd(0.1)));
updateRuleLaws('scheduled by a constant', scheduled(constant(0.5))(adam({ learningRate: 0.05 })));
updateRuleLaws('scheduled by a line', scheduled(linear({ from: 0.2, to: 1.5, steps: 4 }))(sgd(0.1)));
updateRuleLaws('scheduled by a cosine', scheduled(cosine({ steps: 15 }))(metaSgd({ rate: 0.1 })));
updateRuleLaws(
  'a chain',
  chain(clipByNorm(0.7), scheduled(cosine({ to: 0.1, steps: 9 })), clipByValue(0.5))(adam(0.05)),
);
updateRuleLaws('groups', groups({ '': 0.5, 'layer/': 1.5, 'layer/bias': 1 })(momentum({ learningRate: 0.1 })));
updateRuleLaws('groups that freeze', groups({ 'layer/kernel': 0 })(metaSgd({ rate: 0.1 })));
updateRuleLaws('learned groups', groups({ 'layer/': 0.5, scale: 1, 'layer/bias': 0 }, { learned: true })(adam(0.05)));
updateRuleLaws(
  'learned groups of rates per step',
  groups({ '': 1 }, { learned: true })(lslr({ steps: 3, rate: 0.1 })),
  {
    outer: false,
  },
);
updateRuleLaws('weightDecay', weightDecay({ share: 0.1, decays: ['layer/'] })(metaSgd({ rate: 0.1 })));
