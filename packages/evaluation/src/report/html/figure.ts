import { markup, trusted } from './markup.js';
import type { Markup } from './markup.js';

/** An entry of a legend, drawn like its line or mark. */
export interface Key {
  readonly label: string;
  readonly colour: string;
  /** Default a line. */
  readonly mark?: 'line' | 'band' | 'ring' | 'triangle';
  readonly dash?: readonly number[];
  readonly faint?: boolean;
}

function sample({ colour, mark = 'line', dash = [], faint = false }: Key): Markup {
  const shapes = {
    line: `<path d="M1 7H29" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash.join(' ')}"/>`,
    band: `<path d="M3 7H27" stroke="${colour}" stroke-width="6" stroke-linecap="round" opacity=".3"/>`,
    ring: `<circle cx="15" cy="7" r="5" fill="none" stroke="${colour}" stroke-width="2"/>`,
    triangle: `<path d="M15 1.5L21 12H9Z" fill="${colour}"/>`,
  };
  return trusted(
    `<svg class="sample" viewBox="0 0 30 14" width="30" height="14" aria-hidden="true"${faint ? ' opacity=".45"' : ''}>${shapes[mark]}</svg>`,
  );
}

/** What the lines of a chart mean; outside of it, so that it wraps on a phone. */
export const legend = (keys: readonly Key[]): Markup =>
  markup`<ul class="legend">
    ${keys.map((key) => markup`<li>${sample(key)}${key.label}</li>`)}
  </ul>`;

/** A chart with its title and legend. */
export const figure = ({ chart, title, note, legend: keys }: FigureParts): Markup =>
  markup`<figure>
    <figcaption><strong>${title}</strong>${note === undefined ? undefined : markup` <span>${note}</span>`}</figcaption>
    ${chart}${keys}
  </figure>`;

export interface FigureParts {
  readonly chart: Markup;
  readonly title: string;
  readonly note?: string | undefined;
  readonly legend?: Markup | undefined;
}
