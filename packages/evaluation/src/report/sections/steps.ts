import type { Draw } from '../../charts/draw.js';
import { stepsCurve } from '../../charts/steps-curve.js';
import type { StepSeries } from '../../charts/steps-curve.js';
import { seriesColour } from '../../charts/theme.js';
import { inWords } from '../../statistics/notation.js';
import { figure, legend } from '../html/figure.js';
import { markup, trusted } from '../html/markup.js';
import type { Markup } from '../html/markup.js';
import type { LabelledResult, StepsSection } from '../input.js';

/** The name that a result has on the page. */
export const labelOf = ({ label, result }: LabelledResult): string =>
  label ??
  `${result.learner}, ${result.kind === 'classification' ? `${result.size.ways}-way ` : ''}${result.size.shots}-shot`;

/** One chart a metric: its value after each number of adaptation steps, a line a learner. */
export async function steps({ results }: StepsSection, draw: Draw): Promise<Markup> {
  const metrics = [...new Set(results.map(({ result }) => result.metric))];
  const figures: Markup[] = [];
  for (const metric of metrics) {
    const series = results
      .filter(({ result }) => result.metric === metric)
      .map(seriesOf)
      .filter(({ rows }) => rows.length > 0);
    if (series.length === 0) continue;
    const title = inWords(metric);
    const keys = legend(series.map(({ label }, i) => ({ label, colour: seriesColour(i) })));
    figures.push(
      figure({
        chart: trusted(await draw(stepsCurve(series, metric, title))),
        title: `Test ${title}`,
        note: 'mean and 95 % interval',
        legend: keys,
      }),
    );
  }
  return figures.length === 0
    ? markup`<p class="empty">No result has adaptation steps.</p>`
    : markup`<div class="charts">${figures}</div>`;
}

const seriesOf = (labelled: LabelledResult): StepSeries => ({
  label: labelOf(labelled),
  rows: labelled.result.rows.flatMap(({ steps: count, mean, ci95 }) =>
    count === undefined ? [] : [{ steps: count, mean, ci95 }],
  ),
});
