import type { Config, TopLevelSpec } from 'vega-lite';
import type { Quantity, Series } from './growth.js';

/** A grey that reads on white and on black: a picture in a page cannot follow its colours. */
const quiet = '#808890';
const grid = '#80889040';

const theme: Config = {
  background: 'transparent',
  font: 'ui-sans-serif, system-ui, sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: quiet,
    titleColor: quiet,
    gridColor: grid,
    domainColor: quiet,
    tickColor: quiet,
    titleFontWeight: 'normal',
  },
  legend: { labelColor: quiet, titleColor: quiet, labelLimit: 320 },
  title: { color: quiet, fontSize: 13, fontWeight: 600, anchor: 'start' },
};

const titles: Readonly<Record<Quantity, string>> = { time: 'ms a step', memory: 'memory, MB' };

const points = (series: readonly Series[], quantity: Quantity): object[] =>
  series
    .filter((one) => one.quantity === quantity)
    .flatMap(({ label, points: found }) => found.map(({ x, y }) => ({ x, y, label })));

/** Time and memory of all contenders along one axis, all scales logarithmic, so that a power law is a straight line. */
export function growthPlot(series: readonly Series[], axisTitle: string): TopLevelSpec {
  const order = [...new Set(series.map(({ label }) => label))];
  const panel = (quantity: Quantity) =>
    ({
      width: 300,
      height: 260,
      data: { values: points(series, quantity) },
      mark: { type: 'line', point: true, strokeWidth: 2 },
      encoding: {
        x: {
          field: 'x',
          type: 'quantitative',
          title: axisTitle,
          scale: { type: 'log' },
          axis: { format: '~s', tickCount: 6 },
        },
        y: {
          field: 'y',
          type: 'quantitative',
          title: titles[quantity],
          scale: { type: 'log' },
          axis: { format: ',.3~g', tickCount: 6 },
        },
        color: {
          field: 'label',
          type: 'nominal',
          legend: { title: null, orient: 'bottom', columns: 2 },
          sort: order,
          scale: { scheme: 'category10' },
        },
      },
    }) as const;
  return { config: theme, hconcat: [panel('time'), panel('memory')] };
}

/** Draws a chart as text, without canvas, document or network. */
export async function draw(spec: TopLevelSpec): Promise<string> {
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  return new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG();
}
