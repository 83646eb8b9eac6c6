import type { Mutant } from '../mutant.js';

const plans = 'packages/compile/test/plan/plan-of.test.ts';

/** Compiled code that computes something else. */
export const compiler: readonly Mutant[] = [
  {
    defect: 'a fused slice begins at the start',
    file: 'packages/compile/src/plan/index-map.ts',
    from: 'offset: begin + offset * step,',
    to: 'offset: offset * step,',
    tests: [plans],
  },
  {
    defect: 'a product is taken into one of several that use it',
    file: 'packages/compile/src/plan/absorb.ts',
    from: 'counts.get(input) !== 1 ||',
    to: 'counts.get(input) === undefined ||',
    tests: [plans],
  },
  {
    defect: 'memory of an output is given away',
    file: 'packages/compile/src/plan/arena.ts',
    from: 'lasting.has(buffer) || last.get(buffer) !== at',
    to: 'last.get(buffer) !== at',
    tests: ['packages/compile/test/plan/arena.test.ts'],
  },
  {
    defect: 'the new state is not fed back',
    file: 'packages/compile/src/compile/placed-step.ts',
    from: 'feedback: moved.map((leaf, output) => ({ output, input: places[leaf] as number })),',
    to: 'feedback: [],',
    tests: ['integration/test/compile/step.test.ts'],
  },
  {
    defect: 'gradients of different threads are not added',
    file: 'packages/compile/src/partition/exchange.ts',
    from: 'reduce(graph, share.fn, matrix, [0])',
    to: "reduce(graph, 'max', matrix, [0])",
    tests: ['packages/compile/test/partition/random.test.ts'],
  },
  {
    defect: 'hidden state is recorded as if it were constant',
    file: 'packages/compile/src/record/record.ts',
    from: 'if (at !== undefined) {',
    to: 'if (at !== undefined && at < 0) {',
    tests: ['packages/compile/test/record/errors.test.ts'],
  },
  {
    defect: 'convolutions by tiles go back to the images with filters that are not turned',
    file: 'packages/compile/src/build/winograd.ts',
    from: '3 * (2 - row) + 2 - column',
    to: '3 * row + column',
    tests: ['packages/compile/test/record/tiles.test.ts'],
  },
];
