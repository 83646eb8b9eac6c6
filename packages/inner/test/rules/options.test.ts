import { InvalidOptionError } from '@innerloop/core';
import { describe, expect, it } from 'vitest';
import { adam, clipByNorm, clipByValue, constant, cosine, linear, metaSgd, momentum, sgd } from '../../src/index.js';

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
