import { crossEntropy, dense } from '@innerloop/core';
import type { Model } from '@innerloop/core';
import type { PictureProblem } from '../pictures.js';

export const loss = crossEntropy;

export const usual = 'the rate and steps of the problem';

/** Rules that learn a rate for each step take three, whatever the problem's number. */
export const steps = 3;

export const linearHead =
  ({ features }: PictureProblem) =>
  (outputs: number): Model =>
    dense({ inputs: features, outputs });
