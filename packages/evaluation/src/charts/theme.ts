import type { Config } from 'vega-lite';

/** Colours by role: CSS variables of the page, so that a drawn chart follows its light or dark scheme. */
export const ink = {
  strong: 'var(--ink)',
  quiet: 'var(--muted)',
  grid: 'var(--grid)',
  surface: 'var(--surface)',
  accent: 'var(--accent)',
  support: 'var(--support)',
} as const;

/** A colour for the i-th of several series. */
export const seriesColour = (i: number): string => `var(--series-${(i % 6) + 1})`;

/** What all charts share: no frame, a quiet grid, the page's type. */
export const theme: Config = {
  background: 'transparent',
  font: 'ui-sans-serif, system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif',
  padding: { left: 4, right: 10, top: 8, bottom: 4 },
  view: { stroke: null },
  axis: {
    labelColor: ink.quiet,
    titleColor: ink.quiet,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    titlePadding: 10,
    labelPadding: 6,
    gridColor: ink.grid,
    domainColor: ink.grid,
    tickColor: ink.grid,
    tickSize: 4,
  },
  axisX: { grid: false },
  axisY: { domain: false, ticks: false, titleAnchor: 'middle' },
  title: { color: ink.strong, fontSize: 13, fontWeight: 600, anchor: 'start', offset: 10 },
};
