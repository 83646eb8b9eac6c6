import { wasm } from '@innerloop/backend-wasm';
import { meanSquaredErrorMetric, seed, useBackend } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { evaluate } from '@innerloop/evaluation';
import { beforeAll, describe, expect, it } from 'vitest';
import { extrapolation } from '../extrapolation/experiment.js';
import type { PartResult } from '../extrapolation/experiment.js';
import { measureShift } from '../extrapolation/measure.js';
import { picture } from '../extrapolation/picture.js';
import { zeroPredictor } from '../extrapolation/zero-predictor.js';
import { curveShifts } from '../extrapolation/shifts.js';
import { quietFrame } from './temporary.js';

beforeAll(() => useBackend(wasm()));

describe('a shift of 0', () => {
  it.each(curveShifts.map((shift) => [shift.name, shift] as const))(
    'of %s has the tasks of training, bit for bit',
    async (_, shift) => {
      const request = { seed: seed(3), tasks: 2, params: {} };
      const [shifted, plain] = [
        await shift.tasks(0).sample(request),
        await sinusoids({ shots: 5, queries: 50 }).sample(request),
      ];
      expect(Array.from(shifted.query.y.dataSync())).toEqual(Array.from(plain.query.y.dataSync()));
      expect(Array.from(shifted.support.x.dataSync())).toEqual(Array.from(plain.support.x.dataSync()));
    },
  );
});

describe('measuring a shift', () => {
  const [amplitude] = curveShifts as [(typeof curveShifts)[number]];
  const options = { learner: zeroPredictor, params: {}, metric: meanSquaredErrorMetric, episodes: 40, seed: 1 };

  it('without a shift is the evaluation, with no difference', async () => {
    const [first] = await measureShift({ ...options, shift: amplitude });
    const { rows } = await evaluate({ ...options, tasks: sinusoids({ shots: 5, queries: 50 }) });
    expect(first?.mean).toBeCloseTo(rows[0]?.mean as number, 5);
    expect(first?.difference).toEqual({ mean: 0, ci95: 0 });
  });

  it('pairs tasks: errors of predicting zero grow with the amplitude, task by task', async () => {
    const points = await measureShift({ ...options, shift: amplitude });
    const means = points.map(({ difference }) => difference.mean);
    expect(means).toEqual([...means].sort((a, b) => a - b));
    // A² / 2 at amplitudes around 5.5 is about 15, and 4.25 in training.
    expect(points[1]?.mean).toBeGreaterThan(12);
  });
});

describe('the extrapolation experiment', () => {
  it('follows every learner along every shift, and draws a panel each', async () => {
    const settings = { iterations: 1, episodes: 2, seeds: [1], only: ['curves'] };
    const frame = await quietFrame('extrapolation', settings);
    await extrapolation.run(frame);
    const result = (await frame.readResult('extrapolation-curves')) as PartResult;
    expect(result.courses.map(({ learner }) => learner)).toEqual([
      'maml, 1 step',
      'maml, 5 steps',
      'pretrained',
      'cnp',
      'snail',
      'meta networks',
    ]);
    for (const { shifts } of result.courses)
      expect(shifts.map(({ name }) => name)).toEqual(curveShifts.map(({ name }) => name));
    const { panels } = picture(result);
    expect(panels).toHaveLength(curveShifts.length);
    for (const { curves } of panels) expect(curves.map(({ points }) => points.length)).not.toContain(0);
  }, 240_000);
});
