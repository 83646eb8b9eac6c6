import { parseArgs } from 'node:util';
import type { Pace } from './driver/repetitions.js';
import type { Catalogue } from './workloads/catalogue.js';
import { familyWorkloads, growthWorkloads } from './workloads/catalogue.js';
import { select } from './workloads/select.js';
import type { Workload } from './workloads/workload.js';

export const usage = `npm run benchmark -- [options]

  --workload NAME     only these: a name such as sinusoid/1-step/second, or how it begins: sinusoid, growth/tasks; may be repeated
  --contender NAME    only these, stock and compiled-1 for instance; may be repeated
  --repetitions N     how often each contender has its turn on a workload (default 5; growth 3)
  --quick             two small workloads, two short repetitions: whether everything runs, not how fast
  --full              every workload in both orders, and the growth series
  --out FOLDER        where table and plots go; given, or with the whole default or full selection, the history is written too
  --list              names of workloads and contenders
`;

export type Options = {
  readonly workloads: readonly Workload[];
  readonly contenders: readonly string[];
  readonly pace: Pace;
  readonly growthPace: Pace;
  readonly out?: string;
  /** Whether the selection is one that is published: not quick, nothing left out. */
  readonly complete: boolean;
  readonly list: boolean;
  readonly help: boolean;
};

const usual: Pace = {
  repetitions: 5,
  repetitionMilliseconds: 200,
  warmupMilliseconds: 300,
  budgetMilliseconds: 8000,
  patienceMilliseconds: 120_000,
};
const growing: Pace = { ...usual, repetitions: 3, budgetMilliseconds: 5000 };
const hasty: Pace = { ...usual, repetitions: 2, repetitionMilliseconds: 60, warmupMilliseconds: 60 };

function repetitionsOf(text: string | undefined): Partial<Pace> {
  if (text === undefined) return {};
  const repetitions = Number(text);
  if (!Number.isInteger(repetitions) || repetitions < 1) {
    throw new Error(`--repetitions must be a positive integer, got '${text}'.`);
  }
  return { repetitions };
}

/** @throws Error that says what is wrong with an argument */
export function optionsOf(args: readonly string[], catalogue: Catalogue): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      workload: { type: 'string', multiple: true, default: [] },
      contender: { type: 'string', multiple: true, default: [] },
      repetitions: { type: 'string' },
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      out: { type: 'string' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { workload: named, contender, quick, full, out, list, help } = values;
  const all = [...familyWorkloads(catalogue), ...growthWorkloads(catalogue)];
  const { selections } = catalogue;
  const ofSize = full ? all.map(({ name }) => name) : quick ? selections.quick : selections.default;
  const chosen = repetitionsOf(values.repetitions);
  const pace = (of: Pace): Pace => ({ ...(quick ? hasty : of), ...chosen });
  return {
    workloads: select(all, named.length > 0 ? named : ofSize),
    contenders: contender,
    pace: pace(usual),
    growthPace: pace(growing),
    ...(out === undefined ? {} : { out }),
    complete: !quick && named.length === 0 && contender.length === 0,
    list,
    help,
  };
}
