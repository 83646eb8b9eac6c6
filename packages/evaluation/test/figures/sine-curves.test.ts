import { useBackend } from '@innerloop/core';
import type { InnerLearner, ParamTree } from '@innerloop/core';
import { leakCheck } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, it } from 'vitest';
import { sineCurves } from '../../src/index.js';
import { line, lineParams } from '../toys.js';

let params: ParamTree;

beforeAll(async () => {
  await useBackend('cpu');
  params = lineParams();
});

it('draws the same task for every learner, and fewer shots are the first ones of more', async () => {
  const [five, ten] = [
    await sineCurves({ learner: line(), params, seed: 2, shots: 5 }),
    await sineCurves({ learner: line({ rate: 0.01 }), params, seed: 2, shots: 10 }),
  ];
  expect(five.truth).toEqual(ten.truth);
  expect(five.support).toEqual(ten.support.slice(0, 5));
  expect((await sineCurves({ learner: line(), params, seed: 3, shots: 5 })).truth).not.toEqual(five.truth);
});

it('has its truth and its support points on the sine', async () => {
  const { truth, support, amplitude, phase } = await sineCurves({ learner: line(), params, seed: 2, shots: 10 });
  for (const [x, y] of [...truth, ...support]) {
    expect(y).toBeCloseTo(amplitude * Math.sin(x - phase), 10);
    expect(Math.abs(x)).toBeLessThanOrEqual(5);
  }
  expect(truth).toHaveLength(101);
  expect([truth[0]?.[0], truth.at(-1)?.[0]]).toEqual([-5, 5]);
});

it('shows the learner after each number of steps, with its error', async () => {
  const drawn = await sineCurves({
    learner: line({ rate: 0.02 }),
    params,
    seed: 2,
    shots: 10,
    steps: [0, 1, 30],
    label: 'a line',
  });
  expect(drawn.label).toBe('a line');
  expect(drawn.curves.map(({ steps }) => steps)).toEqual([0, 1, 30]);
  for (const { points, error } of drawn.curves) {
    const squares = points.map(([, y], i) => (y - (drawn.truth[i]?.[1] as number)) ** 2);
    expect(error).toBeCloseTo(squares.reduce((sum, square) => sum + square, 0) / 101, 10);
    // A line has one slope everywhere.
    const slope = (points[1] as readonly number[])[1] as number;
    expect((points[100]?.[1] as number) - (points[99]?.[1] as number)).toBeCloseTo(
      slope - (points[0]?.[1] as number),
      5,
    );
  }
  const slopes = drawn.curves.map(({ points }) => (points[100]?.[1] as number) - (points[0]?.[1] as number));
  expect(new Set(slopes).size).toBe(3);
});

it('takes an amplitude and a phase that a picture is wanted of', async () => {
  const drawn = await sineCurves({
    learner: line(),
    params,
    seed: 2,
    shots: 5,
    amplitude: 3,
    phase: 1,
    range: [0, 2],
    resolution: 3,
  });
  expect(drawn).toMatchObject({ amplitude: 3, phase: 1 });
  expect(drawn.truth.map(([x]) => x)).toEqual([0, 1, 2]);
  expect(drawn.truth[1]?.[1]).toBeCloseTo(0, 12);
});

it('leaves no tensors, not even when the learner fails', async () => {
  const failing: InnerLearner = {
    ...line(),
    predict: () => {
      tf.zeros([3]);
      throw new Error('no');
    },
  };
  const none = async (learner: InnerLearner): Promise<never[]> => {
    await sineCurves({ learner, params, seed: 2, shots: 5 }).catch(() => undefined);
    return [];
  };
  expect(await leakCheck(() => none(line()))).toEqual({ tensors: 0, bytes: 0 });
  expect(await leakCheck(() => none(failing))).toEqual({ tensors: 0, bytes: 0 });
});
