import type { Mutant } from '../mutant.js';

const episodes = 'packages/data/test/episodes/episodes.test.ts';

/** Data that give the answer away, and streams that are not what they say. */
export const data: readonly Mutant[] = [
  {
    defect: "a task's label map is fixed",
    file: 'packages/data/src/episodes/task-plan.ts',
    from: 'const chosen = choose(next, classes.length, size.ways);',
    to: 'const chosen = [...choose(next, classes.length, size.ways)].sort((a, b) => a - b);',
    tests: [episodes],
  },
  {
    defect: 'the query is leaked into the support by the sampler',
    file: 'packages/data/src/episodes/task-plan.ts',
    from: 'rows.slice(0, shots[label])',
    to: 'rows.slice(1, (shots[label] ?? 0) + 1)',
    tests: [episodes],
  },
  {
    defect: 'the streams of tasks ignore the number of the task',
    file: 'packages/core/src/keys/derive.ts',
    from: 'return absorb(key, task % 2 ** 32, ',
    to: 'return absorb(key, 0, ',
    tests: ['packages/core/test/keys/seed.test.ts', episodes],
  },
];
