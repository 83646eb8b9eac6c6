import type { SampleRequest } from '@innerloop/core';
import { seed } from '@innerloop/core';
import { fc, test } from '@fast-check/vitest';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { sinusoids } from '../../src/index.js';
import { values } from '../values.js';

const request = (number: number, tasks: number): SampleRequest => ({ seed: seed(number), tasks, params: {} });

const squaredMean = (list: ArrayLike<number>): number =>
  Array.from(list).reduce((sum, value) => sum + value * value, 0) / list.length;

describe('sinusoids', () => {
  test.prop([fc.nat(), fc.integer({ min: 1, max: 5 }), fc.nat({ max: 7 }), fc.integer({ min: 1, max: 7 })])(
    'gives a batch that equals its tasks one by one',
    async (number, tasks, shots, queries) => {
      const distribution = sinusoids({ shots, queries });
      const whole = values(await distribution.sample(request(number, tasks)));
      for (let task = 0; task < tasks; task += 1) {
        const alone = values(await distribution.sample({ ...request(number, 1), seed: seed(number).from(task) }));
        for (const set of ['support', 'query'] as const) {
          const rows = set === 'support' ? shots : queries;
          expect(whole[set].x.slice(task * rows, (task + 1) * rows)).toEqual(alone[set].x);
          expect(whole[set].y.slice(task * rows, (task + 1) * rows)).toEqual(alone[set].y);
        }
      }
    },
  );

  test.prop([fc.nat()])(
    'puts all points of a task on one curve A sin(x − phase), another for each task',
    async (number) => {
      const { support, query } = values(await sinusoids({ shots: 6, queries: 9 }).sample(request(number, 2)));
      const curves = [0, 1].map((task) => {
        const curve = fitted(support.x.slice(task * 6, task * 6 + 6), support.y.slice(task * 6, task * 6 + 6));
        query.x.slice(task * 9, task * 9 + 9).forEach((x, index) => {
          expect(curve.sin * Math.sin(x) + curve.cos * Math.cos(x)).toBeCloseTo(query.y[task * 9 + index] as number, 2);
        });
        const amplitude = Math.hypot(curve.sin, curve.cos);
        expect(amplitude).toBeGreaterThan(0.09);
        expect(amplitude).toBeLessThan(5.01);
        // A sin(x − p) = A cos p · sin x − A sin p · cos x, and sin p ≥ 0 for phases in [0, π].
        expect(curve.cos / amplitude).toBeLessThan(0.01);
        return amplitude;
      });
      expect(curves[0]).not.toBeCloseTo(curves[1] as number, 6);
    },
  );

  it('draws amplitude, phase and inputs uniformly from their intervals', async () => {
    const options = { shots: 1, queries: 1, amplitude: [1, 3], phase: [0, 0], range: [-2, 6] } as const;
    const { support } = values(await sinusoids(options).sample(request(3, 4000)));
    const amplitudes = support.x.map((x, index) => (support.y[index] as number) / Math.sin(x));
    const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
    expect(mean(support.x)).toBeCloseTo(2, 0);
    expect(Math.min(...support.x)).toBeLessThan(-1.9);
    expect(Math.max(...support.x)).toBeGreaterThan(5.9);
    const clear = amplitudes.filter((_, index) => Math.abs(Math.sin(support.x[index] as number)) > 0.1);
    expect(mean(clear)).toBeCloseTo(2, 1);
    expect(Math.min(...clear)).toBeGreaterThan(0.99);
    expect(Math.max(...clear)).toBeLessThan(3.01);
  });

  test.prop([fc.nat(), fc.double({ min: 0.5, max: 2, noNaN: true })])(
    'stretches the curves of its stream by the frequency: the same tasks, y = A sin(frequency · x − phase)',
    async (number, speed) => {
      const frequency = [speed, speed] as const;
      const plain = values(await sinusoids({ shots: 3, range: [-5 * speed, 5 * speed] }).sample(request(number, 2)));
      const fast = values(await sinusoids({ shots: 3, frequency }).sample(request(number, 2)));
      fast.support.x.forEach((x, i) => expect(speed * x).toBeCloseTo(plain.support.x[i] as number, 4));
      fast.support.y.forEach((y, i) => expect(y).toBeCloseTo(plain.support.y[i] as number, 3));
    },
  );

  it('draws frequencies that vary, each task its own', async () => {
    const options = {
      shots: 1,
      queries: 1,
      amplitude: [1, 1],
      phase: [0, 0],
      range: [1, 1],
      frequency: [0, 1],
    } as const;
    const { support } = values(await sinusoids(options).sample(request(4, 2000)));
    const frequencies = support.y.map((y) => Math.asin(y));
    expect(frequencies.reduce((sum, value) => sum + value, 0) / 2000).toBeCloseTo(0.5, 1);
    expect(Math.min(...frequencies)).toBeLessThan(0.02);
    expect(Math.max(...frequencies)).toBeGreaterThan(0.98);
  });

  test.prop([fc.nat(), fc.double({ min: 0, max: Math.PI, noNaN: true })])(
    'has the zero predictor at A² · ½ (1 − cos 2·phase · sin(10) / 10), whatever the amplitude',
    async (number, phase) => {
      for (const amplitude of [0.5, 8]) {
        const options = { queries: 4000, amplitude: [amplitude, amplitude], phase: [phase, phase] } as const;
        const { query } = values(await sinusoids(options).sample(request(number, 1)));
        const error = squaredMean(query.y) / amplitude ** 2;
        expect(Math.abs(error - 0.5 * (1 - (Math.cos(2 * phase) * Math.sin(10)) / 10))).toBeLessThan(0.03);
      }
    },
  );

  it.each([
    { phase: 0, golden: 0.527201 },
    { phase: Math.PI / 4, golden: 0.5 },
    { phase: Math.PI / 2, golden: 0.472799 },
  ])('has the zero predictor at the golden $golden A² at phase $phase [§30b]', async ({ phase, golden }) => {
    const options = { shots: 1, queries: 200_000, amplitude: [3, 3], phase: [phase, phase] } as const;
    const { query } = values(await sinusoids(options).sample(request(6, 1)));
    expect(Math.abs(squaredMean(query.y) / 9 - golden)).toBeLessThan(0.004);
  });

  it('has the zero predictor at the golden 4.251667 over the tasks of training [§30b]', async () => {
    const { query } = values(await sinusoids({ shots: 1, queries: 4 }).sample(request(7, 20_000)));
    expect(Math.abs(squaredMean(query.y) - 4.251667)).toBeLessThan(0.12);
  });

  it('keeps the same first points when fewer shots are asked for', async () => {
    const source = sinusoids({ shots: 10 });
    const five = values(await (await source.open('test', { shots: 5 })).sample(request(1, 1)));
    const ten = values(await source.sample(request(1, 1)));
    expect(five.support.x).toEqual(ten.support.x.slice(0, 5));
    expect(five.support.y).toEqual(ten.support.y.slice(0, 5));
  });

  it('is a source and the distribution of its own size', async () => {
    const source = sinusoids({ shots: 4, queries: 3 });
    expect(source.kind).toBe('regression');
    expect(source.size).toEqual({ ways: 1, shots: 4, queries: 3 });
    const episode = await source.sample(request(1, 2));
    expect(episode.support.x.shape).toEqual([2, 4, 1]);
    expect(episode.query.y.shape).toEqual([2, 3, 1]);
    const opened = await (await source.open('train')).sample(request(1, 2));
    expect(values(opened)).toEqual(values(episode));
  });

  it('says which option is wrong', () => {
    expect(() => sinusoids({ amplitude: [5, 1] })).toThrow(
      'sinusoids: amplitude must be two finite numbers in order, got [5, 1].',
    );
    expect(() => sinusoids({ frequency: [1, Number.NaN] })).toThrow('sinusoids: frequency must be two finite numbers');
    expect(() => sinusoids({ shots: -1 })).toThrow('sinusoids: shots must be a whole number of at least 0, got -1.');
    expect(() => sinusoids().open('test', { ways: 5 })).toThrow('a regression task has ways 1, got 5');
  });
});

/** Least squares of y on sin x and cos x. */
function fitted(x: readonly number[], y: readonly number[]): { sin: number; cos: number } {
  let [ss, sc, cc, sy, cy] = [0, 0, 0, 0, 0];
  x.forEach((input, index) => {
    const [s, c, target] = [Math.sin(input), Math.cos(input), y[index] as number];
    [ss, sc, cc, sy, cy] = [ss + s * s, sc + s * c, cc + c * c, sy + s * target, cy + c * target];
  });
  const determinant = ss * cc - sc * sc;
  return { sin: (sy * cc - cy * sc) / determinant, cos: (cy * ss - sy * sc) / determinant };
}
