import { formatValue } from '@innerloop/evaluation';
import type { EvaluationRow } from '@innerloop/evaluation';
import type { Entry, Problem, Row, Table, TableResult } from './table.js';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The mean over the seeds, with the widest interval of one. */
function figure(metric: string, rows: readonly EvaluationRow[]): string {
  if (rows.length === 0) return '–';
  const widest = Math.max(...rows.map(({ ci95 }) => ci95));
  return `${formatValue(metric, mean(rows.map((row) => row.mean)))} ± ${formatValue(metric, widest)}`;
}

/** The rows of all seeds after a number of steps; those of a learner without steps stand in every column. */
const after = (entries: readonly Entry[], steps: number | undefined): readonly EvaluationRow[] =>
  entries.flatMap(({ result }) => result?.rows.find((row) => row.steps === steps) ?? []);

function figures({ metric, steps = [] }: Problem, entries: readonly Entry[]): readonly string[] {
  const failed = entries.filter(({ failure }) => failure !== undefined).length;
  const remark = failed === 0 ? '' : ` (${failed} of ${entries.length} seeds diverged)`;
  if (steps.length === 0) {
    const rows = entries.flatMap(({ result }) => result?.rows.at(-1) ?? []);
    return [`${figure(metric.name, rows)}${remark}`];
  }
  const stepped = entries.some(({ result }) => result?.rows.some((row) => row.steps !== undefined));
  return steps.map(
    (count, i) => `${figure(metric.name, after(entries, stepped ? count : undefined))}${i === 0 ? remark : ''}`,
  );
}

function line<P extends Problem>(problem: P, row: Row<P>, entries: readonly Entry[]): string {
  const minutes = entries.map((entry) => entry.minutes.toFixed(1)).join(', ');
  const cells = [row.name, row.combination, row.settings, ...figures(problem, entries), row.published ?? '', minutes];
  return `| ${cells.join(' | ')} |`;
}

function part<P extends Problem>(table: Table<P>, problem: P, { entries }: TableResult): readonly string[] {
  const own = entries.filter((entry) => entry.problem === problem.name);
  const [first] = own;
  if (first === undefined) return [];
  const unit = problem.metric.name === 'accuracy' ? '%' : problem.metric.name.replaceAll('-', ' ');
  const columns = problem.steps?.map((count) => `${count} step${count === 1 ? '' : 's'}`) ?? [unit];
  const head = ['method', 'learner × rule × meta-gradient', 'settings', ...columns, 'published', 'minutes a seed'];
  const { seed: _seed, iterations, metaBatch, episodes } = first;
  const seeds = [...new Set(own.map(({ seed }) => seed))];
  return [
    `## ${problem.title}`,
    '',
    `${iterations} iterations of ${metaBatch} tasks for every row, the last iterate; ${episodes} test tasks, the same for all; seeds ${seeds.join(', ')}.`,
    '',
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...table.rows.flatMap((row) => {
      const found = own.filter((entry) => entry.row === row.name);
      return found.length === 0 ? [] : [line(problem, row, found)];
    }),
    '',
  ];
}

/** The page of a table: a part a problem, with what repeats it. */
export function tablePage<P extends Problem>(table: Table<P>, problems: readonly P[], result: TableResult): string {
  return [
    `# ${table.title}`,
    '',
    `Made by \`${result.command}\` (${result.machine}).`,
    '',
    ...table.notes.flatMap((note) => [note, '']),
    ...problems.flatMap((problem) => part(table, problem, result)),
  ].join('\n');
}
