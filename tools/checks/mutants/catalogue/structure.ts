import type { Mutant } from '../mutant.js';

const outer = (name: string): string => `packages/outer/test/learners/${name}.test.ts`;

/** Learners that change another part of the network than they say, and measures of what they changed that see something else. */
export const structure: readonly Mutant[] = [
  {
    defect: 'anil runs the body in every step',
    file: 'packages/outer/src/learners/anil.ts',
    from: "encode: passThrough('body', options),\n      apply: passThrough('head', options),",
    to: "apply: (p, x, c) => passThrough('head', options)(p, passThrough('body', options)(p, x, c), c),",
    tests: [outer('anil')],
  },
  {
    defect: 'the last layer learns from features that are not cut',
    file: 'packages/outer/src/learners/last-layer.ts',
    from: "context.pass === 'support' ? stopGradient(features) : features",
    to: "context.pass === 'support' ? stopGradient(features) && features : features",
    tests: [outer('last-layer')],
  },
  {
    defect: 'boil moves the head in place of the body',
    file: 'packages/outer/src/learners/boil.ts',
    from: "moved: learnedIn('body', parts, 'boil'),",
    to: "moved: fixedHead ? learnedIn('body', parts, 'boil') : learnedIn('head', parts, 'boil'),",
    tests: [outer('boil')],
  },
  {
    defect: 'nil compares without taking the lengths out',
    file: 'packages/outer/src/learners/nil.ts',
    from: 'tf.matMul(unitVectors(features, -1), classes',
    to: 'tf.matMul(features, classes',
    tests: [outer('nil')],
  },
  {
    defect: 'contexts are learned outside, so they do not start at zero in every task',
    file: 'packages/core/src/layers/context/context-vector.ts',
    from: 'fixed({ shape: [size], initialize: zeros })',
    to: '({ shape: [size], initialize: zeros })',
    tests: ['packages/core/test/layers/context/film.test.ts'],
  },
  {
    defect: 'canonical correlations of layers that are not centred',
    file: 'packages/evaluation/src/similarity/grams.ts',
    from: ".center('column')",
    to: '',
    tests: ['packages/evaluation/test/similarity/similarity.test.ts'],
  },
];
