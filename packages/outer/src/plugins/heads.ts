import type { Plugin } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { logistic } from '../learners/logistic.js';
import { ridge } from '../learners/ridge.js';
import { svm } from '../learners/svm.js';

const count = z.number().int().positive();
const positive = z.number().positive();
const scale = positive.default(1).describe('first value of the learned factor of the predictions');
const penalty = {
  regularization: positive.default(1).describe('the penalty of the squared weights'),
  learnRegularization: z.boolean().default(false).describe('whether the penalty is a meta-parameter'),
};

/** Learners whose adaptation is a linear head on an embedding, solved for. */
export const heads: NonNullable<Plugin['provides']['learner']> = {
  ridge: component({
    summary: 'ridge regression on an embedding, solved for exactly: R2-D2 (Bertinetto et al. 2019)',
    options: (resolve) =>
      z.object({
        model: part(resolve, 'model'),
        loss: part(resolve, 'loss').prefault('cross-entropy'),
        ...penalty,
        scale,
        normalized: z.boolean().default(true).describe('whether examples are divided by the root of their number'),
        bias: z.boolean().default(true).describe('whether features get a column of ones'),
      }),
    example: ({ embedding, loss }) => ({ model: embedding, loss, learnRegularization: true }),
    create: ridge,
  }),
  logistic: component({
    summary: "logistic regression on an embedding, by a few of Newton's steps: LR-D2 (Bertinetto et al. 2019)",
    tasks: ['classification'],
    options: (resolve) =>
      z.object({
        model: part(resolve, 'model'),
        loss: part(resolve, 'loss').prefault('cross-entropy'),
        ...penalty,
        scale,
        iterations: count.default(5).describe("Newton's steps"),
      }),
    example: ({ embedding }) => ({ model: embedding, iterations: 2, learnRegularization: true }),
    create: logistic,
  }),
  svm: component({
    summary: 'a support vector machine on an embedding, differentiated at its solution: MetaOptNet (Lee et al. 2019)',
    tasks: ['classification'],
    options: (resolve) =>
      z.object({
        model: part(resolve, 'model'),
        loss: part(resolve, 'loss').prefault('cross-entropy'),
        bound: positive.default(0.1).describe('the most that an example counts'),
        jitter: positive.default(1).describe('added to the diagonal of the Gram matrix'),
        scale,
        iterations: count.default(60).describe('steps that look for the support vectors'),
      }),
    example: ({ embedding }) => ({ model: embedding, scale: 2 }),
    create: svm,
  }),
};
