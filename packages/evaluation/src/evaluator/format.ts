import { formatValue, inWords, isShare } from '../statistics/notation.js';
import type { Calibration } from '../calibration/calibration.js';
import type { Inference } from './options.js';
import type { EvaluationResult, EvaluationRow } from './result.js';

const percent = (share: number): string => (100 * share).toFixed(2);
const plain = (count: number): string => String(Math.round(100 * count) / 100);

type Sized = Pick<EvaluationResult, 'kind' | 'size' | 'leastWays'>;

/** The number of classes in words: `5-way`, or `3- to 5-way`. */
export const formatWays = ({ size, leastWays }: Pick<Sized, 'size' | 'leastWays'>): string =>
  `${leastWays === undefined ? '' : `${plain(leastWays)}- to `}${plain(size.ways)}-way`;

/** The size of the tasks in words: `5-way 1-shot, 15 queries a class`, or `10 shots, 10 queries` for regression. */
export function formatSize({ kind, size, ...range }: Sized): string {
  const [shots, queries] = [size.shots, size.queries].map(plain);
  return kind === 'classification'
    ? `${formatWays({ size, ...range })} ${shots}-shot, ${queries} queries a class`
    : `${shots} shots, ${queries} queries`;
}

function cells(metric: string, { steps, presentation, mean, ci95, std }: EvaluationRow): readonly string[] {
  return [String(steps ?? presentation ?? '–'), ...[mean, ci95, std].map((value) => formatValue(metric, value))];
}

/** What tells the rows of a result apart. */
export const rowsAreOf = (rows: readonly EvaluationRow[]): 'steps' | 'presentation' =>
  rows.some(({ presentation }) => presentation !== undefined) ? 'presentation' : 'steps';

/** What the figures of a result are of, in words. */
export const measuredInWords = ({ rows, inference }: Pick<EvaluationResult, 'rows' | 'inference'>): string =>
  rowsAreOf(rows) === 'presentation'
    ? 'each presentation of a class answered from the examples before it'
    : inferenceInWords(inference);

/** What a figure of an inference is of, in words. */
export const inferenceInWords = (inference: Inference | undefined): string =>
  inference === 'inductive'
    ? 'each query answered alone (inductive)'
    : 'queries of a task answered together (transductive)';

function table(metric: string, rows: readonly EvaluationRow[]): readonly string[] {
  const unit = isShare(metric) ? ' %' : '';
  const lines = [[rowsAreOf(rows), `mean${unit}`, '± 95 %', 'std'], ...rows.map((row) => cells(metric, row))];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => (line[column] as string).length)));
  return lines.map((line) => `  ${line.map((cell, column) => cell.padStart(widths[column] as number)).join('   ')}`);
}

/** What calibration found, in a line. */
const calibrationLine = ({ ece, confidence, accuracy, count }: Calibration): string =>
  `calibration: expected error ${percent(ece)} % over ${count} predictions, ${percent(confidence)} % sure and ${percent(accuracy)} % right on average`;

/** A result as a table of text, a line a number of steps, with all that is needed to compare and to repeat it. */
export function formatEvaluation(result: EvaluationResult): string {
  const { learner, tasks, metric, better, episodes, seed, normalization, rows } = result;
  const { transductive, calibration } = result;
  return [
    `${learner} on ${tasks}: ${inWords(metric)} (${better} is better)`,
    `${formatSize(result)}; ${episodes} test tasks, seed ${seed}; normalization: ${normalization}`,
    measuredInWords(result),
    '',
    ...table(metric, rows),
    '',
    ...(transductive === undefined ? [] : [inferenceInWords('transductive'), '', ...table(metric, transductive), '']),
    ...(calibration === undefined ? [] : [calibrationLine(calibration), '']),
    '± 95 % is 1.96 · std / √n over the n test tasks, std with n − 1.',
  ].join('\n');
}
