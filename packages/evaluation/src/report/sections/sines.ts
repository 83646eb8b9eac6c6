import type { Draw } from '../../charts/draw.js';
import { sinePanel, sineScale, strokeOf } from '../../charts/sine-panel.js';
import type { SineCurves } from '../../figures/sine-curves.js';
import { figure, legend } from '../html/figure.js';
import { markup, trusted } from '../html/markup.js';
import type { Markup } from '../html/markup.js';
import type { SinesSection } from '../input.js';

const countSteps = (steps: number): string =>
  steps === 0 ? 'before adaptation' : `after ${steps} step${steps === 1 ? '' : 's'}`;

const errors = ({ curves }: SineCurves): string => curves.map(({ error }) => error.toFixed(2)).join(' → ');

/** The MAML paper's picture: a row of panels for each number of shots, a column for each learner, all on the same axes. */
export async function sines({ panels }: SinesSection, draw: Draw): Promise<Markup> {
  const [first] = panels;
  if (first === undefined) return markup`<p class="empty">No curves were drawn.</p>`;
  const scale = sineScale(panels);
  const keys = legend([
    { label: 'truth', colour: 'var(--accent)', mark: 'band' },
    { label: 'support points', colour: 'var(--support)', mark: 'triangle' },
    ...first.curves.map(({ steps }, i) => {
      const { colour, dash } = strokeOf(i, first.curves.length, steps);
      return { label: countSteps(steps), colour, dash };
    }),
  ]);
  const drawn: Markup[] = [];
  for (const panel of panels) {
    const chart = trusted(await draw(sinePanel(panel, scale)));
    const note = `K = ${panel.shots}, squared error ${errors(panel)}`;
    drawn.push(figure({ chart, title: panel.label, note }));
  }
  return markup`${keys}
    <div class="charts">${drawn}</div>`;
}
