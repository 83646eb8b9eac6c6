import { baselines, contenders } from '../contenders/registry.js';
import type { Measurement } from '../driver/record.js';
import { disagreements } from '../statistics/agreement.js';
import { ratios, spreadOf } from '../statistics/spread.js';
import type { Spread } from '../statistics/spread.js';

/** A measurement beside the others of its workload. */
export type Row = {
  readonly measurement: Measurement;
  readonly label: string;
  readonly time: Spread;
  /** How many times as fast as the baseline; undefined where there is none. */
  readonly ratio: Spread | undefined;
  /** Seconds of the first step less a usual one: tracing, compiling, growing memory. */
  readonly compileSeconds: number;
  /** Relative distance of loss or gradient norm from the median of all. */
  readonly disagreement: number;
};

export const labelOf = (contender: string): string =>
  contenders.find(({ name }) => name === contender)?.label ?? contender;

/** The rows of one workload, in the order in which they were measured. */
export function rowsOf(measurements: readonly Measurement[]): readonly Row[] {
  const baseline = measurements.find(({ contender }) => baselines.includes(contender));
  const apart = disagreements(measurements.map(({ guard }) => guard));
  return measurements.map((measurement, i) => {
    const time = spreadOf(measurement.milliseconds);
    return {
      measurement,
      label: labelOf(measurement.contender),
      time,
      ratio: baseline === undefined ? undefined : spreadOf(ratios(baseline.milliseconds, measurement.milliseconds)),
      compileSeconds: Math.max(0, measurement.firstMilliseconds - time.median) / 1000,
      disagreement: apart[i] as number,
    };
  });
}

/** Measurements by workload, in the order of the run. */
export function byWorkload(measurements: readonly Measurement[]): ReadonlyMap<string, readonly Measurement[]> {
  const groups = new Map<string, Measurement[]>();
  for (const measurement of measurements) {
    const group = groups.get(measurement.workload);
    if (group === undefined) groups.set(measurement.workload, [measurement]);
    else group.push(measurement);
  }
  return groups;
}
