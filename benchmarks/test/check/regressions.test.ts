import { expect, test } from 'vitest';
import { compare, ratiosOf, reference } from '../../src/check/regressions.js';
import { measured, recordOf } from '../records.js';

/** Stock at 10 ms a step, ours at `times`. */
const runWith = (ours: Readonly<Record<string, number>>, stock = 10) =>
  recordOf([measured('stock', [stock]), ...Object.entries(ours).map(([name, time]) => measured(name, [time]))]);

test('a ratio that lost more than 15 % fell, one that lost less holds', () => {
  const before = runWith({ eager: 2, 'compiled-1': 0.2 });
  const now = runWith({ eager: 2 / 0.84, 'compiled-1': 0.2 / 0.86 });
  expect(compare(before, now).map(({ contender, fell }) => [contender, fell])).toEqual([
    ['eager', true],
    ['compiled-1', false],
  ]);
});

test('a machine half as fast for both changes nothing', () => {
  expect(compare(runWith({ eager: 2 }), runWith({ eager: 4 }, 20))).toEqual([
    { workload: 'sinusoid/1-step/second', contender: 'eager', before: 5, now: 5, fell: false },
  ]);
});

test('a ratio that is no number fell', () => {
  expect(compare(runWith({ eager: 2 }), runWith({ eager: Number.NaN }))[0]?.fell).toBe(true);
});

test('peers, other workloads and runs without a baseline are not compared', () => {
  const lone = recordOf([measured('eager', [2])]);
  expect(ratiosOf(lone)).toEqual([]);
  expect(ratiosOf(runWith({ 'jax-1': 1 }))).toEqual([]);
  const elsewhere = recordOf(runWith({ eager: 9 }).measurements.map((one) => ({ ...one, workload: 'other' })));
  expect(compare(runWith({ eager: 2 }), elsewhere)).toEqual([]);
});

test('the reference is the last run of the same processor, else the last', () => {
  const on = (cpu: string, revision: string) => recordOf([], { revision, machine: { ...recordOf([]).machine, cpu } });
  const history = [on('A', 'first'), on('A', 'second'), on('B', 'third')];
  expect(reference(history, on('A', '').machine)?.revision).toBe('second');
  expect(reference(history, on('C', '').machine)?.revision).toBe('third');
  expect(reference([], on('A', '').machine)).toBeUndefined();
});
