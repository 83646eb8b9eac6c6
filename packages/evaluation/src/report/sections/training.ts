import { lossCurve } from '../../charts/loss-curve.js';
import type { Draw } from '../../charts/draw.js';
import { smoothingWindow } from '../../charts/series.js';
import { bestOf, validationCurve } from '../../charts/validation-curve.js';
import { formatValue, inWords, unitOf } from '../../statistics/notation.js';
import { figure, legend } from '../html/figure.js';
import { markup, trusted } from '../html/markup.js';
import type { Markup } from '../html/markup.js';
import type { TrainingSection } from '../input.js';

/** Loss and validation curves side by side. */
export async function training({ loss = 'loss', losses, validation }: TrainingSection, draw: Draw): Promise<Markup> {
  if (!losses.some(({ value }) => Number.isFinite(value)))
    return markup`<p class="empty">No training iteration has been logged yet.</p>`;
  const title = inWords(loss);
  const window = smoothingWindow(losses.length);
  const keys = legend([
    { label: `mean over ${window} logged iterations`, colour: 'var(--accent)' },
    { label: 'each logged iteration', colour: 'var(--muted)', faint: true },
  ]);
  const curve = figure({ chart: trusted(await draw(lossCurve(losses, title))), title: 'Training loss', legend: keys });
  return markup`<div class="charts">
    ${curve}${validation === undefined ? undefined : await validated(validation, draw)}
  </div>`;
}

async function validated(
  { metric, better, values, note }: NonNullable<TrainingSection['validation']>,
  draw: Draw,
): Promise<Markup | undefined> {
  const best = bestOf(values, better);
  if (best === undefined) return undefined;
  const title = inWords(metric);
  const unit = unitOf(metric);
  const keys = legend([
    {
      label: `validation tasks${values.some(({ ci95 }) => ci95 !== undefined) ? ', 95 % interval' : ''}`,
      colour: 'var(--accent)',
    },
    {
      label: `best: ${formatValue(metric, best.value)}${unit && ` ${unit}`} at ${best.iteration.toLocaleString('en')}`,
      colour: 'var(--support)',
      mark: 'ring',
    },
  ]);
  return figure({
    chart: trusted(await draw(validationCurve(values, metric, title, better))),
    title: 'Validation',
    note,
    legend: keys,
  });
}
