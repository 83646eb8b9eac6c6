import { InvalidOptionError, zeros } from '@innerloop/core';
import { describe, expect, it } from 'vitest';
import {
  adagrad,
  adam,
  adamW,
  alfa,
  clipByNorm,
  clipByValue,
  constant,
  cosine,
  groups,
  linear,
  lslr,
  metaCurvature,
  metaSgd,
  momentum,
  rmsprop,
  sgd,
  weightDecay,
} from '../../src/index.js';

const target = { 'body/kernel': { shape: [2], initialize: zeros }, 'head/kernel': { shape: [2], initialize: zeros } };

const refused: readonly (readonly [string, () => unknown])[] = [
  ['sgd: learningRate must be a positive finite number, got -1.', () => sgd(-1)],
  ['sgd: learningRate must be a positive finite number, got 0.', () => sgd({ learningRate: 0 })],
  ['sgd: learningRate must be a positive finite number, got NaN.', () => sgd(NaN)],
  [
    'momentum: learningRate must be a positive finite number, got Infinity.',
    () => momentum({ learningRate: Infinity }),
  ],
  [
    'momentum: momentum must be a number of at least 0 and below 1, got 1.',
    () => momentum({ learningRate: 1, momentum: 1 }),
  ],
  ['adam: learningRate must be a positive finite number, got -0.1.', () => adam(-0.1)],
  ['adam: beta1 must be a number of at least 0 and below 1, got 1.', () => adam({ beta1: 1 })],
  ['adam: beta2 must be a number of at least 0 and below 1, got -1.', () => adam({ beta2: -1 })],
  ['adam: epsilon must be a positive finite number, got 0.', () => adam({ epsilon: 0 })],
  ['metaSgd: rate must be a finite number, got NaN.', () => metaSgd({ rate: NaN })],
  ['adamW: weightDecay must be a finite number of at least 0, got -1.', () => adamW({ weightDecay: -1 })],
  ['adam: learningRate must be a positive finite number, got 0.', () => adamW(0)],
  ['rmsprop: learningRate must be a positive finite number, got 0.', () => rmsprop(0)],
  ['rmsprop: decay must be a number of at least 0 and below 1, got 1.', () => rmsprop({ decay: 1 })],
  ['rmsprop: epsilon must be a positive finite number, got 0.', () => rmsprop({ epsilon: 0 })],
  ['adagrad: learningRate must be a positive finite number, got -1.', () => adagrad(-1)],
  ['adagrad: initial must be a finite number of at least 0, got -1.', () => adagrad({ initial: -1 })],
  ['adagrad: epsilon must be a positive finite number, got NaN.', () => adagrad({ epsilon: NaN })],
  ['lslr: steps must be a positive integer, got 0.', () => lslr({ steps: 0 })],
  ['lslr: rate must be a finite number, got Infinity.', () => lslr({ steps: 1, rate: Infinity })],
  ['alfa: steps must be a positive integer, got 1.5.', () => alfa({ steps: 1.5 })],
  ['alfa: rate must be a finite number, got NaN.', () => alfa({ steps: 1, rate: NaN })],
  ['alfa: decay must be a finite number, got NaN.', () => alfa({ steps: 1, decay: NaN })],
  ['metaCurvature: learningRate must be a positive finite number, got 0.', () => metaCurvature(0)],
  ["groups: the factor of 'head/' must be a finite number of at least 0, got -1.", () => groups({ 'head/': -1 })],
  ['groups: learned needs a factor above 0, got none.', () => groups({ 'head/': 0 }, { learned: true })],
  [
    "groups: a factor names 'tail/', but no leaf that the rule moves begins so. There are: body/kernel, head/kernel.",
    () => groups({ 'head/': 0, 'tail/': 1 })(sgd(1)).specs(target),
  ],
  ['weightDecay: share must be a number of at least 0 and below 1, got 1.', () => weightDecay(1)],
  [
    "weightDecay: decays names 'model/', but no leaf that the rule moves begins so. There are: body/kernel, head/kernel.",
    () => weightDecay({ share: 0.1, decays: ['model/'] })(sgd(1)).specs(target),
  ],
  ['clipByValue: limit must be a positive finite number, got 0.', () => clipByValue(0)],
  ['clipByNorm: limit must be a positive finite number, got -2.', () => clipByNorm(-2)],
  ['constant: factor must be a finite number of at least 0, got -1.', () => constant(-1)],
  ['linear: steps must be a positive integer, got 1.5.', () => linear({ steps: 1.5 })],
  ['cosine: to must be a finite number of at least 0, got -1.', () => cosine({ to: -1, steps: 3 })],
];

describe('options', () => {
  it.each(refused)('are refused: %s', (message, make) => {
    expect(make).toThrow(InvalidOptionError);
    expect(make).toThrow(message);
  });
});
