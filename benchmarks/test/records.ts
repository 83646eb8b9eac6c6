import type { Measurement, RunRecord } from '../src/driver/record.js';

/** A measurement of which a test says what matters to it. */
export const measured = (
  contender: string,
  milliseconds: readonly number[],
  more: Partial<Measurement> = {},
): Measurement => ({
  workload: 'sinusoid/1-step/second',
  contender,
  milliseconds,
  guard: { loss: 5, gradientNorm: 2 },
  threads: 1,
  versions: {},
  startMilliseconds: 100,
  readyMilliseconds: 300,
  firstMilliseconds: 50,
  peakBytes: 100e6,
  ...more,
});

export const recordOf = (measurements: readonly Measurement[], more: Partial<RunRecord> = {}): RunRecord => ({
  date: '2026-11-21T10:00:00.000Z',
  revision: 'abc1234',
  machine: { cpu: 'some processor', cores: 2, gigabytes: 24, system: 'Linux 6', node: '20.20.2' },
  busyBefore: 0,
  seconds: 60,
  measurements,
  skipped: [],
  ...more,
});
