import { compileLearner } from '@innerloop/compile';
import { disposeTree, DivergenceError, initialize, InvalidOptionError, seed as seedOf } from '@innerloop/core';
import type { ParamTree, TaskSource } from '@innerloop/core';
import { evaluate } from '@innerloop/evaluation';
import type { EvaluationResult } from '@innerloop/evaluation';
import type { Experiment, Frame } from '../experiment/experiment.js';
import { chosen } from '../experiment/settings.js';
import { trained } from '../experiment/train.js';
import type { Trained } from '../experiment/train.js';
import { untilDivergence } from '../experiment/until-divergence.js';
import { tablePage } from './page.js';
import type { Entry, EntryKey, Made, Problem, Row, Table, TableResult } from './table.js';

const keys = ['problem', 'row', 'seed', 'settings', 'conditions', 'iterations', 'metaBatch', 'episodes'] as const;

/** Whether an entry is the one of a key. */
export const isEntry = (entry: Entry, key: EntryKey): boolean => keys.every((name) => entry[name] === key[name]);

/** What is to be done, in the order of the page. */
export function planOf<P extends Problem>(
  { rows, episodes, seeds }: Pick<Table<P>, 'rows' | 'episodes' | 'seeds'>,
  problems: readonly P[],
  iterations: number | undefined,
): readonly { readonly problem: P; readonly row: Row<P>; readonly key: EntryKey }[] {
  return problems.flatMap((problem) =>
    rows
      .filter(({ suits }) => suits?.(problem) ?? true)
      .flatMap((row) =>
        seeds.map((seed) => ({
          problem,
          row,
          key: {
            problem: problem.name,
            row: row.name,
            seed,
            settings: row.settings,
            conditions: problem.conditions,
            iterations: iterations ?? problem.iterations,
            metaBatch: problem.metaBatch,
            episodes,
          },
        })),
      ),
  );
}

/** A trial must not take the place of a table that took hours. */
function expectNothingLost(name: string, plan: readonly EntryKey[], written: readonly Entry[], out: string): void {
  const lost = written.length - inOrder(plan, written).length;
  if (lost === 0) return;
  throw new InvalidOptionError(
    `${name}: this budget would replace ${lost} results of another one in ${out}. Give --out another folder.`,
  );
}

interface Judging {
  readonly problem: Problem;
  readonly source: TaskSource;
  readonly made: Made;
  readonly params: ParamTree;
  readonly episodes: number;
}

/** Tasks that are judged are those of seed 1, whatever the seed of training: rows and seeds compare task by task. */
async function judge({ problem, source, made, params, episodes }: Judging): Promise<EvaluationResult> {
  const split = source.kind === 'regression' ? 'test' : 'validation';
  const learner = compileLearner(made.learner, { onFallback: (reason) => console.warn(reason) });
  const tasks = await source.open(split, problem.judged);
  // As the papers of the rows measure: their convolutional networks are normalised by the batch at hand, in testing too.
  const inference = 'transductive' as const;
  const given = { learner, params, tasks, metric: problem.metric, seed: 1, episodes, batch: 20, inference };
  const { steps } = problem;
  if (steps === undefined || !('trajectory' in learner)) return evaluate(given);
  return untilDivergence((taken) => evaluate({ ...given, steps: taken }), steps);
}

interface Learning<P extends Problem> {
  readonly problem: P;
  readonly row: Row<P>;
  readonly source: TaskSource;
  readonly made: Made;
  readonly key: EntryKey;
  readonly frame: Frame;
}

/** The meta-parameters of a row after its training, or as they begin where there is none. */
async function learned<P extends Problem>({ problem, row, source, made, key, frame }: Learning<P>): Promise<Trained> {
  const { iterations, metaBatch, seed } = key;
  if (made.step === undefined) {
    const params = initialize(made.learner.specs, seedOf(seed));
    return { params, iterations: 0, seconds: 0, dispose: () => disposeTree(params) };
  }
  const from = row.source?.(source) ?? source;
  const tasks = await from.open('train', { ...problem.training, ...row.training });
  const display = frame.progress(`${problem.name}: ${row.name}, seed ${seed}`);
  return trained({ step: made.step, warmUp: made.warmUp, tasks, iterations, metaBatch, seed, display });
}

async function solve<P extends Problem>(problem: P, row: Row<P>, key: EntryKey, frame: Frame): Promise<Entry> {
  const source = await problem.open();
  const made = row.make(problem);
  const start = performance.now();
  try {
    const { params, seconds, dispose } = await learned({ problem, row, source, made, key, frame });
    try {
      const result = await judge({ problem, source, made, params, episodes: key.episodes });
      return { ...key, minutes: seconds / 60, result };
    } finally {
      dispose();
    }
  } catch (error) {
    if (!(error instanceof DivergenceError)) throw error;
    return { ...key, minutes: (performance.now() - start) / 60_000, failure: error.message };
  }
}

/** Entries in the order of the page, of whatever seeds; those of other budgets or settings, or of rows that are gone, are left out. */
export function inOrder(keysOfPlan: readonly EntryKey[], entries: readonly Entry[]): readonly Entry[] {
  const lines = keysOfPlan.filter(
    (key, i) => keysOfPlan.findIndex(({ problem, row }) => problem === key.problem && row === key.row) === i,
  );
  return lines.flatMap((key) =>
    entries.filter((entry) => isEntry(entry, { ...key, seed: entry.seed })).sort((a, b) => a.seed - b.seed),
  );
}

/**
 * Trains and judges all rows in this process, and writes the table after each: one that was stopped goes on where it was.
 *
 * `--only` names rows or problems, the rest stays as it is; `--seeds`, `--iterations` and `--episodes` change the budget of all.
 *
 * @throws InvalidOptionError for a budget of its own where the table with another one lies
 */
export async function runTable<P extends Problem>(table: Table<P>, frame: Frame): Promise<void> {
  const { seeds = table.seeds, episodes = table.episodes, iterations, only, data } = frame.settings;
  const all = table.problems(data);
  const named = chosen([...table.rows, ...all], { ...(only === undefined ? {} : { only }) }).map(({ name }) => name);
  const wanted = (list: readonly { readonly name: string }[]): readonly string[] => {
    const own = list.filter(({ name }) => named.includes(name));
    return (own.length === 0 ? list : own).map(({ name }) => name);
  };
  const [rows, problems] = [wanted(table.rows), wanted(all)];
  const plan = planOf({ ...table, seeds, episodes }, all, iterations);
  const keysOfPlan = plan.map(({ key }) => key);
  const written = async (): Promise<readonly Entry[]> =>
    ((await frame.readResult(table.name)) as TableResult | undefined)?.entries ?? [];
  const write = async (...found: readonly Entry[]): Promise<TableResult> => {
    const kept = inOrder(keysOfPlan, [...(await written()), ...found]);
    const result = { command: frame.command, machine: frame.machine, entries: kept };
    await frame.writeResult(table.name, result);
    return result;
  };
  if (iterations !== undefined || frame.settings.episodes !== undefined)
    expectNothingLost(table.name, keysOfPlan, await written(), frame.settings.out);
  for (const { problem, row, key } of plan) {
    if (!rows.includes(row.name) || !problems.includes(problem.name)) continue;
    if ((await written()).some((entry) => isEntry(entry, key))) continue;
    await write(await solve(problem, row, key, frame));
  }
  await frame.writePage(table.name, tablePage(table, all, await write()));
}

/** A table as an experiment. */
export const tableExperiment = <P extends Problem>(table: Table<P>): Experiment => ({
  name: table.name,
  summary: table.summary,
  parts: 'names of rows and problems',
  run: (frame) => runTable(table, frame),
});
