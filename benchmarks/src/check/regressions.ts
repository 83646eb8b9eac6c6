import { baselines } from '../contenders/registry.js';
import type { Machine, Measurement, RunRecord } from '../driver/record.js';
import { byWorkload } from '../report/rows.js';
import { ratios, spreadOf } from '../statistics/spread.js';

/** The share of a ratio that may be lost to noise. */
export const allowance = 0.15;

/** How many times as fast as stock TensorFlow.js something of ours was and is, on one workload. */
export type Comparison = {
  readonly workload: string;
  readonly contender: string;
  readonly before: number;
  readonly now: number;
  readonly fell: boolean;
};

type Ratio = Pick<Comparison, 'workload' | 'contender'> & { readonly ratio: number };

const isOurs = ({ contender }: Measurement): boolean => /^(eager|compiled|trained|native)/.test(contender);

/** The ratio of each of our contenders to the baseline of its workload, measured in the same run. */
export const ratiosOf = ({ measurements }: Pick<RunRecord, 'measurements'>): readonly Ratio[] =>
  [...byWorkload(measurements)].flatMap(([workload, all]) => {
    const baseline = all.find(({ contender }) => baselines.includes(contender));
    if (baseline === undefined) return [];
    return all.filter(isOurs).map(({ contender, milliseconds }) => ({
      workload,
      contender,
      ratio: spreadOf(ratios(baseline.milliseconds, milliseconds)).median,
    }));
  });

/** The entry to compare with: the last of the same processor, else the last. */
export function reference(history: readonly RunRecord[], { cpu, cores }: Machine): RunRecord | undefined {
  const same = history.filter(({ machine }) => machine.cpu === cpu && machine.cores === cores);
  return same.at(-1) ?? history.at(-1);
}

/** Compares what both runs measured. A ratio fell when it lost more than the allowance. */
export function compare(
  before: Pick<RunRecord, 'measurements'>,
  now: Pick<RunRecord, 'measurements'>,
): readonly Comparison[] {
  const earlier = ratiosOf(before);
  return ratiosOf(now).flatMap(({ workload, contender, ratio }) => {
    const match = earlier.find((one) => one.workload === workload && one.contender === contender);
    if (match === undefined) return [];
    return [{ workload, contender, before: match.ratio, now: ratio, fell: !(ratio >= match.ratio * (1 - allowance)) }];
  });
}
