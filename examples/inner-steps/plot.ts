import type { Config, TopLevelSpec } from 'vega-lite';
import { stepCounts } from './contenders.js';
import type { Measurement } from './measure.js';

/** A grey that reads on white and on black. */
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
};

const ticks: number[] = [...stepCounts];

const panels = [
  { field: 'megabytes', title: 'memory, MB', exact: true },
  { field: 'milliseconds', title: 'processor ms a meta-gradient', exact: true },
  { field: 'distance', title: 'relative distance to the exact gradient', exact: false },
] as const;

/** Memory, time and bias of each meta-gradient against the number of inner steps, all scales logarithmic. */
export function innerStepsPlot(measurements: readonly Measurement[]): TopLevelSpec {
  const order = [...new Set(measurements.map(({ metaGradient }) => metaGradient))];
  const values = measurements.map((one) => ({ ...one, megabytes: one.bytes / 1e6 }));
  const panel = ({ field, title, exact }: (typeof panels)[number]) =>
    ({
      width: 240,
      height: 240,
      data: { values: exact ? values : values.filter(({ distance }) => distance > 1e-4) },
      mark: { type: 'line', point: true, strokeWidth: 2 },
      encoding: {
        x: {
          field: 'steps',
          type: 'quantitative',
          title: 'inner steps',
          scale: { type: 'log', base: 2 },
          axis: { values: ticks },
        },
        y: {
          field,
          type: 'quantitative',
          title,
          scale: { type: 'log' },
          axis: { format: ',.3~r', tickCount: 6 },
        },
        color: {
          field: 'metaGradient',
          type: 'nominal',
          legend: { title: null, orient: 'bottom', columns: 5 },
          sort: order,
          scale: { scheme: 'category10', domain: order },
        },
      },
    }) as const;
  return { config: theme, hconcat: panels.map(panel) };
}

/** Draws a chart as text, without canvas, document or network. */
export async function draw(spec: TopLevelSpec): Promise<string> {
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  return new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG();
}
