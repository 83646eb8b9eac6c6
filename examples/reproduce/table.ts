import type { EvaluationResult } from '@innerloop/evaluation';
import type { ReproductionResult } from './result.js';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const shown = (metric: string, value: number): string =>
  metric === 'accuracy' ? (100 * value).toFixed(1) : value.toFixed(2);

/** `0.60 / 0.36 / 0.30 ± 0.04`: the mean over the seeds after each number of steps, with the widest interval of one seed. */
function figures(results: readonly EvaluationResult[]): string {
  const [first] = results;
  if (first === undefined) return '–';
  const rows = first.rows.map((_, i) => ({
    mean: mean(results.map(({ rows: found }) => found[i]?.mean ?? Number.NaN)),
    ci95: Math.max(...results.map(({ rows: found }) => found[i]?.ci95 ?? Number.NaN)),
  }));
  const values = rows.map((row) => `${shown(first.metric, row.mean)} ± ${shown(first.metric, row.ci95)}`);
  return values.join(' / ');
}

const stepsOf = ({ rows }: EvaluationResult): string => rows.map(({ steps }) => steps ?? '–').join(' / ');

function line(
  result: ReproductionResult,
  { label, published, results }: ReproductionResult['judgements'][number],
): string {
  const [first] = results;
  if (first === undefined) return '';
  const cells = [
    result.name,
    label,
    stepsOf(first),
    figures(results),
    published ?? '',
    `${first.episodes}`,
    first.normalization,
    result.seeds.join(', '),
    `${result.iterations} × ${result.metaBatch}`,
    result.minutes.map((minutes) => minutes.toFixed(0)).join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The results page: a table, then the commands. */
export function resultsPage(results: readonly ReproductionResult[]): string {
  const head = [
    'run',
    'judged with',
    'steps',
    'ours, ± 95 %',
    'published',
    'tasks',
    'normalization',
    'seeds',
    'iterations × tasks',
    'minutes a seed',
  ];
  return [
    '# Results',
    '',
    'Made by `npm run reproduce`; each row with the command that repeats it below. Figures are those of the last iterate, mean squared error for sinusoids and accuracy in percent for Omniglot; with several seeds the mean over them, on the same tasks. The interval is 1.96 · std / √n over the tasks, the widest of the seeds.',
    '',
    'Omniglot is judged on the Vinyals **validation** characters, which training never sees; training is watched on characters carved from the training split (`holdout`), and no setting was chosen on the characters reported. The published figures are of the papers’ own test characters, so the columns are beside each other, not against each other.',
    '',
    'The rows of omniglot-maml, omniglot-maml-32 and omniglot-fomaml were trained when `maml` adapted scales and offsets of normalisation too: to repeat them, add `learner.adaptsNorm: true` to the example, and `scale: true` to its `norm`.',
    '',
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...results.flatMap((result) => result.judgements.map((judgement) => line(result, judgement))),
    '',
    ...results.flatMap(({ name, command, machine }) => [`- ${name}: \`${command}\` (${machine})`]),
    '',
  ].join('\n');
}
