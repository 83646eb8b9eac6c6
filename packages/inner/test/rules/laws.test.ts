import '@tensorflow/tfjs-backend-cpu';
import { useBackend } from '@innerloop/core';
import { updateRuleLaws } from '@innerloop/testkit';
import { beforeAll } from 'vitest';
import { adam, metaSgd, momentum, sgd } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

updateRuleLaws('sgd', sgd(0.1));
updateRuleLaws('momentum', momentum({ learningRate: 0.1 }));
updateRuleLaws('momentum with look-ahead', momentum({ learningRate: 0.1, nesterov: true }));
updateRuleLaws('adam', adam(0.05));
updateRuleLaws('adam without momentum', adam({ learningRate: 0.05, beta1: 0, epsilon: 0.1 }));
updateRuleLaws('metaSgd', metaSgd({ rate: 0.1 }));
