import type { Entry, NormalizationResult } from './experiment.js';
import { manners } from './subjects.js';
import type { MannerName } from './subjects.js';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The mean over the seeds, in percent. */
function cell(entries: readonly Entry[], manner: MannerName): string {
  const found = entries.flatMap(({ asked }) => asked[manner] ?? []);
  if (found.includes('diverged')) return 'diverges';
  const figures = found.flatMap((one) => (one === 'diverged' ? [] : one.mean));
  return figures.length === 0 ? '–' : (100 * mean(figures)).toFixed(1);
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The table that `docs/normalization.md` includes. */
export function page({ entries, iterations, metaBatch, episodes, command, machine }: NormalizationResult): string {
  const names = Object.keys(manners) as MannerName[];
  const head = ['data', 'learner', 'trained, query normalised by', ...names];
  const keys = [...new Set(entries.map(({ data, learner, training }) => `${data}|${learner}|${training}`))];
  const rows = keys.map((key) => {
    const [data, learner, training] = key.split('|') as [string, string, string];
    const own = entries.filter((one) => one.data === data && one.learner === learner && one.training === training);
    return [data, learner, training, ...names.map((name) => cell(own, name))];
  });
  const widest = Math.max(
    ...entries.flatMap(({ asked }) => Object.values(asked).map((one) => (one === 'diverged' ? 0 : one.ci95))),
  );
  const seeds = [...new Set(entries.map(({ seed }) => seed))];
  return [
    line(head),
    line(head.map(() => '---')),
    ...rows.map(line),
    '',
    `Accuracy in percent, 5-way 1-shot, ${episodes} tasks with 15 queries a class, the same tasks and parameters along a row; the widest 95 % interval is ± ${(100 * widest).toFixed(1)}. ` +
      `${iterations} meta-iterations of ${metaBatch} tasks, seed${seeds.length === 1 ? '' : 's'} ${seeds.join(', ')}. Made by \`${command}\` (${machine}).`,
    '',
  ].join('\n');
}
