import { wasm } from '@innerloop/backend-wasm';
import { mlp, useBackend } from '@innerloop/core';
import { modelLaws } from '@innerloop/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { biased } from '../universality/biased.js';
import { rankOf } from '../universality/deep-linear.js';
import { ranks, universality } from '../universality/experiment.js';
import { widthFor } from '../universality/networks.js';
import { quietFrame } from './temporary.js';

beforeAll(() => useBackend(wasm()));

modelLaws('a biased model', {
  model: biased(mlp({ inputs: 5, hidden: [3], outputs: 2, activation: 'tanh' }), 3),
  x: [2],
});

describe('the width of a network', () => {
  it('comes nearest to 40,000 parameters as in the paper: 3077, 193, 138, 113 and 98 units for 1 to 5 layers', () => {
    expect([1, 2, 3, 4, 5].map((depth) => widthFor(depth, 11, 40_000))).toEqual([3077, 193, 138, 113, 98]);
  });
});

describe('the rank of a matrix', () => {
  it.each([
    [
      0,
      [
        [0, 0],
        [0, 0],
      ],
    ],
    [
      1,
      [
        [2, 4, 6],
        [1, 2, 3],
      ],
    ],
    [
      2,
      [
        [0, 1],
        [1, 0],
        [1, 1],
      ],
    ],
    [
      3,
      [
        [1, 2, 3],
        [0, 1, 4],
        [5, 6, 0],
      ],
    ],
  ] as const)('is %i', (rank, matrix) => {
    expect(rankOf(matrix)).toBe(rank);
  });

  it('of what a step changes grows with the number of layers and of examples', () => {
    expect(ranks().map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 2, 4, 6, 8, 10]);
  });
});

describe('the universality experiment', () => {
  it('has a figure for every depth, of the learner and of the oracle', async () => {
    const frame = await quietFrame('universality', { iterations: 1, episodes: 2, seeds: [1] });
    await universality.run(frame);
    const { depth } = (await frame.readResult('universality')) as { depth: { depth: number; errors: number[] }[] };
    expect(depth.map((row) => row.depth)).toEqual([1, 2, 3, 4, 5, 1, 2, 3, 4, 5]);
    for (const { errors } of depth) expect(errors.every(Number.isFinite)).toBe(true);
  }, 240_000);
});
