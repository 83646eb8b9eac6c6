import type { Draw } from '../../charts/draw.js';
import { stepsCurve } from '../../charts/steps-curve.js';
import type { StepSeries } from '../../charts/steps-curve.js';
import { seriesColour } from '../../charts/theme.js';
import { formatWays, rowsAreOf } from '../../evaluator/format.js';
import { inWords } from '../../statistics/notation.js';
import { figure, legend } from '../html/figure.js';
import { markup, trusted } from '../html/markup.js';
import type { Markup } from '../html/markup.js';
import type { LabelledResult, StepsSection } from '../input.js';

/** The name that a result has on the page. */
export const labelOf = ({ label, result }: LabelledResult): string =>
  label ??
  `${result.learner}, ${result.kind === 'classification' ? `${formatWays(result)} ` : ''}${result.size.shots}-shot`;

/** One chart a metric: its value after each number of adaptation steps, or at each presentation of a class; a line a learner. */
export async function steps({ results }: StepsSection, draw: Draw): Promise<Markup> {
  const kinds = [...new Set(results.map(({ result }) => `${rowsAreOf(result.rows)} ${result.metric}`))];
  const figures: Markup[] = [];
  for (const kind of kinds) {
    const alike = results.filter(({ result }) => `${rowsAreOf(result.rows)} ${result.metric}` === kind);
    const series = alike.map(seriesOf).filter(({ rows }) => rows.length > 0);
    const [first] = alike;
    if (series.length === 0 || first === undefined) continue;
    const { metric, rows } = first.result;
    const title = inWords(metric);
    const keys = legend(series.map(({ label }, i) => ({ label, colour: seriesColour(i) })));
    figures.push(
      figure({
        chart: trusted(await draw(stepsCurve(series, metric, title, axis[rowsAreOf(rows)]))),
        title: `Test ${title}`,
        note: 'mean and 95 % interval',
        legend: keys,
      }),
    );
  }
  return figures.length === 0
    ? markup`<p class="empty">No result has adaptation steps or presentations.</p>`
    : markup`<div class="charts">${figures}</div>`;
}

/** What the horizontal axis counts. */
const axis = { steps: 'adaptation steps', presentation: 'presentation of a class' } as const;

const seriesOf = (labelled: LabelledResult): StepSeries => ({
  label: labelOf(labelled),
  rows: labelled.result.rows.flatMap(({ steps: count, presentation, mean, ci95 }) => {
    const place = count ?? presentation;
    return place === undefined ? [] : [{ steps: place, mean, ci95 }];
  }),
});
