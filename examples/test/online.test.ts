import { wasm } from '@innerloop/backend-wasm';
import { useBackend } from '@innerloop/core';
import type { Played } from '@innerloop/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { onlineExperiment } from '../online/experiment.js';
import { measure } from '../online/measure.js';
import type { MethodResult } from '../online/measure.js';
import { picture } from '../online/picture.js';
import { quietFrame, whole } from './temporary.js';

beforeAll(() => useBackend(wasm()));

const round = (before: number, needed?: number): Played => ({
  ...{ before, after: before / 2, arrivals: [] },
  ...(needed === undefined ? {} : { needed }),
});
const courses = [
  { seed: 1, rounds: [round(4, 5), round(2)], hindsight: [] },
  { seed: 2, rounds: [round(6), round(4, 10)], hindsight: [] },
];
const found = measure({ name: 'a', label: 'A' }, courses, [
  [1, 1],
  [2, 2],
]);

describe('what a method gave', () => {
  it('has curves that are means over seeds, and shares over all tasks', () => {
    expect(found.before).toEqual([5, 3]);
    expect(found.after).toEqual([2.5, 1.5]);
    expect(found.regret).toEqual([3.5, 5]); // (3 + 4) / 2, (4 + 6) / 2
    expect(found).toMatchObject({ learnedShare: 0.5, examplesNeeded: 7.5, lastTwentyBefore: 4, lastTwentyAfter: 2 });
  });

  it('has no number of examples where no task was learned', () => {
    const never = [{ seed: 1, rounds: [round(4)], hindsight: [] }];
    expect(measure({ name: 'a', label: 'A' }, never, [[1]]).examplesNeeded).toBeNull();
  });

  it('is drawn as the mean of ten rounds, and as the regret of each', () => {
    const before = Array.from({ length: 12 }, (_, i) => i);
    const [error, regret] = picture([{ ...found, before }]).panels;
    expect(error?.curves[0]?.points.map(({ y }) => y).slice(-2)).toEqual([5.5, 6.5]);
    expect(regret?.curves[0]?.points).toEqual([
      { x: 1, y: 3.5 },
      { x: 2, y: 5 },
    ]);
  });
});

const experiment = (): void => {
  it('plays the sequence with every method, whose first round is the same where the first network is', async () => {
    const frame = await quietFrame('online', { iterations: 2, seeds: [1] });
    await onlineExperiment.run(frame);
    const { methods } = (await frame.readResult('online')) as { methods: readonly MethodResult[] };
    expect(methods.map(({ name }) => name)).toEqual(['ftml', 'joint', 'everything', 'scratch']);
    const [ftml, joint, everything] = methods;
    expect(joint?.before[0]).toBe(ftml?.before[0]);
    expect(everything?.before[0]).not.toBe(joint?.before[0]);
    for (const { before, regret } of methods) expect([...before, ...regret].every(Number.isFinite)).toBe(true);
  }, 240_000);
};

if (whole) describe('the online experiment', experiment);
