import { formatValue } from '@innerloop/evaluation';
import type { EvaluationRow } from '@innerloop/evaluation';
import type { Entry, Problem, Row, Table, TableResult } from './table.js';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The mean over the seeds, with the widest interval of one; no figure where one of them diverged. */
function figure(metric: string, found: readonly (EvaluationRow | undefined)[]): string {
  const rows = found.filter((row) => row !== undefined);
  const failed = found.length - rows.length;
  if (failed > 0) return found.length === 1 ? 'diverged' : `${failed} of ${found.length} diverged`;
  const widest = Math.max(...rows.map(({ ci95 }) => ci95));
  return `${formatValue(metric, mean(rows.map((row) => row.mean)))} ± ${formatValue(metric, widest)}`;
}

/** A cell a number of steps, or one; a learner without steps has the same figure in all, one that always takes some has it there. */
function figures({ metric, steps }: Problem, after: number | undefined, entries: readonly Entry[]): readonly string[] {
  if (steps === undefined)
    return [
      figure(
        metric.name,
        entries.map(({ result }) => result?.rows.at(-1)),
      ),
    ];
  return steps.map((count) => {
    if (after !== undefined && after !== count) return '–';
    const found = entries.map(({ result }) =>
      result?.rows.find((row) => row.steps === count || row.steps === undefined),
    );
    return figure(metric.name, found);
  });
}

function line<P extends Problem>(problem: P, row: Row<P>, entries: readonly Entry[]): string {
  const minutes = entries.map((entry) => entry.minutes.toFixed(1)).join(', ');
  const own = figures(problem, row.judgedAfter, entries);
  const cells = [row.name, row.combination, row.settings, ...own, row.published?.[problem.name] ?? '', minutes];
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
    `${iterations} iterations of ${metaBatch} tasks for every row, the last iterate; ${episodes} test tasks, the same for all; seeds ${seeds.join(', ')}. ${problem.conditions}`,
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
