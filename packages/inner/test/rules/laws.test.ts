import '@tensorflow/tfjs-backend-cpu';
import { useBackend } from '@innerloop/core';
import { updateRuleLaws } from '@innerloop/testkit';
import { beforeAll } from 'vitest';
import { adagrad, adam, adamW, alfa, lslr, metaCurvature, metaSgd, momentum, rmsprop, sgd } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

updateRuleLaws('sgd', sgd(0.1));
updateRuleLaws('momentum', momentum({ learningRate: 0.1 }));
updateRuleLaws('momentum with look-ahead', momentum({ learningRate: 0.1, nesterov: true }));
updateRuleLaws('adam', adam(0.05));
updateRuleLaws('adam without momentum', adam({ learningRate: 0.05, beta1: 0, epsilon: 0.1 }));
updateRuleLaws('metaSgd', metaSgd({ rate: 0.1 }));
updateRuleLaws('adamW', adamW({ learningRate: 0.05, weightDecay: 0.3 }));
updateRuleLaws('rmsprop', rmsprop({ learningRate: 0.02, epsilon: 0.1 }));
updateRuleLaws('rmsprop as published', rmsprop(0.005));
updateRuleLaws('adagrad', adagrad({ learningRate: 0.1, epsilon: 0.1 }));
updateRuleLaws('adagrad from a sum of its own', adagrad({ learningRate: 0.1, initial: 0.1 }));
updateRuleLaws('lslr', lslr({ steps: 3, rate: 0.1 }), { outer: false });
// what the generator sees of the gradients is cut
updateRuleLaws('alfa', alfa({ steps: 3, rate: 0.1 }), { outer: false, differentiable: false });
updateRuleLaws('metaCurvature', metaCurvature(0.1));
