import type { Draw } from '../../charts/draw.js';
import { reliabilityDiagram } from '../../charts/reliability-diagram.js';
import { figure, legend } from '../html/figure.js';
import { ink } from '../../charts/theme.js';
import { markup, trusted } from '../html/markup.js';
import type { Markup } from '../html/markup.js';
import type { CalibrationSection } from '../input.js';
import { labelOf } from './steps.js';

/** A reliability diagram for each result that has calibration. */
export async function calibration({ results }: CalibrationSection, draw: Draw): Promise<Markup> {
  const figures: Markup[] = [];
  for (const labelled of results) {
    const { calibration: found } = labelled.result;
    if (found === undefined) continue;
    figures.push(
      figure({
        chart: trusted(await draw(reliabilityDiagram(found))),
        title: labelOf(labelled),
        note: `expected calibration error ${(100 * found.ece).toFixed(1)} %, ${found.count} predictions`,
        legend: legend([
          { label: 'accuracy', colour: ink.accent },
          { label: 'confidence', colour: ink.support },
        ]),
      }),
    );
  }
  return figures.length === 0
    ? markup`<p class="empty">No result has calibration.</p>`
    : markup`<div class="charts">${figures}</div>`;
}
