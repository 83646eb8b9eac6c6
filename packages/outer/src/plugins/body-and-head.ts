import type { AnyLearner, Component, ExampleParts, Model, Resolve } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { anil } from '../learners/anil.js';
import { boil } from '../learners/boil.js';
import { lastLayer } from '../learners/last-layer.js';
import { nil } from '../learners/nil.js';
import { innerOf, innerOptions, steps } from './inner-options.js';

const parts = (
  resolve: Resolve,
): { body: z.ZodType<Model>; head: z.ZodType<Model>; steps: z.ZodDefault<z.ZodType<number>> } => ({
  body: part(resolve, 'model').describe('the network without its head'),
  head: part(resolve, 'model').describe('from features to outputs'),
  steps: steps.default(1).describe('inner steps in training'),
});

const example = ({ embedding, features, outputs, rule, loss }: ExampleParts): object => ({
  body: embedding,
  head: { use: 'mlp', inputs: features, hidden: [], outputs },
  rule,
  loss,
  steps: 2,
});

/** Learners of a network in two parts. */
export const bodyAndHeadLearners: Readonly<Record<string, Component<AnyLearner>>> = {
  anil: component({
    summary: 'only the head adapts, on features of a body that all tasks share (Raghu et al. 2020)',
    options: (resolve) => z.object({ ...parts(resolve), ...innerOptions(resolve) }),
    example,
    create: (options) => anil(innerOf(options)),
  }),
  'last-layer': component({
    summary: 'anil whose inner loop sees features that are cut from the graph',
    options: (resolve) => z.object({ ...parts(resolve), ...innerOptions(resolve) }),
    example,
    stops:
      'the features that the inner loop sees are cut: no derivative reaches the body through the steps of the head',
    create: (options) => lastLayer(innerOf(options)),
  }),
  boil: component({
    summary: 'only the body adapts, below a head that no inner step moves (Oh et al. 2021)',
    options: (resolve) =>
      z.object({
        ...parts(resolve),
        ...innerOptions(resolve),
        fixedHead: z.boolean().default(false).describe('no loop moves the head at all'),
      }),
    example,
    create: (options) => boil(innerOf(options)),
  }),
  nil: component({
    summary: 'no inner loop: the class whose support is most alike in the features of a body (Raghu et al. 2020)',
    tasks: ['classification'],
    options: (resolve) =>
      z.object({
        body: part(resolve, 'model').describe('the network without its head'),
        scale: z.number().positive().default(1).describe('factor of the logits'),
        loss: part(resolve, 'loss').prefault('cross-entropy'),
      }),
    example: ({ embedding }) => ({ body: embedding }),
    create: nil,
  }),
};
