import type { Mutant } from '../mutant.js';

/** What comes before and after the learners: pictures, and answers that can be trusted. */
export const answers: readonly Mutant[] = [
  {
    defect: 'a query that is asked alone is normalised by the query',
    file: 'packages/core/src/layers/normalization/statistics.ts',
    from: "inductive === true && pass === 'query'",
    to: "inductive === true && pass === 'query' && false",
    tests: ['integration/test/matrix/alone.test.ts'],
  },
  {
    defect: 'a validation that is not a number is the best',
    file: 'packages/training/src/trainer/validation.ts',
    from: 'if (Number.isFinite(value)) return value;',
    to: 'return value;',
    tests: ['packages/training/test/trainer/train.test.ts'],
  },
  {
    defect: 'predictions that are not numbers are counted right or wrong',
    file: 'packages/evaluation/src/evaluator/measure.ts',
    from: 'return tf.add(metricOf(metric, predictions, query.y), spoiled(predictions));',
    to: 'return metricOf(metric, predictions, query.y);',
    tests: ['packages/evaluation/test/evaluator/evaluate.test.ts'],
  },
  {
    defect: 'grey is the mean of the colours',
    file: 'packages/data/src/node/images/colour.ts',
    from: '(red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16',
    to: 'Math.round((red + green + blue) / 3)',
    tests: ['packages/data/test/node/images/decode-picture.test.ts'],
  },
  {
    defect: 'what is resized is shifted by half a pixel',
    file: 'packages/data/src/node/images/resample/taps.ts',
    from: 'const centre = from + (at + 0.5) * scale;',
    to: 'const centre = from + at * scale;',
    tests: ['packages/data/test/node/images/resample.test.ts'],
  },
];
