import type { TopLevelSpec } from 'vega-lite';
import { seriesColour, theme } from './theme.js';

/** A point of a curve. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  /** Half the width of the interval of `y`, where it is known. */
  readonly ci95?: number | undefined;
}

/** A line of a picture; curves of one label have one colour in all panels. */
export interface Curve {
  readonly label: string;
  readonly points: readonly CurvePoint[];
  /** How it is drawn: `points` (default), dots with their intervals on a line; `line`, thin, without dots; `dots` alone; `band`, a line in a band of its intervals. */
  readonly mark?: CurveMark | undefined;
}

export type CurveMark = 'points' | 'line' | 'dots' | 'band';

export interface CurveAxis {
  readonly title: string;
  /** Default `linear`; a logarithmic axis shows positive values alone. */
  readonly scale?: 'linear' | 'log' | undefined;
  /** What the values 0, 1, … are called, where they are things in a row and no quantities. */
  readonly names?: readonly string[] | undefined;
}

/** One pair of axes. */
export interface CurvePanel {
  readonly title: string;
  readonly x: CurveAxis;
  readonly y: CurveAxis;
  readonly curves: readonly Curve[];
}

/** Panels side by side, two in a row, with one legend below them. */
export interface CurvePicture {
  readonly panels: readonly CurvePanel[];
}

interface Row {
  readonly label: string;
  /** Which curve of the panel: several may have one label. */
  readonly curve: number;
  readonly mark: CurveMark;
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

const drawable = (value: number, { scale }: CurveAxis): boolean =>
  Number.isFinite(value) && (scale !== 'log' || value > 0);

/** The points that have a place; a logarithmic axis has none for an interval that reaches zero, which ends at a tenth of the value. */
const rowsOf = ({ curves, x: across, y: up }: CurvePanel): readonly Row[] =>
  curves.flatMap(({ label, points, mark = 'points' }, curve) =>
    points
      .filter(({ x, y }) => drawable(x, across) && drawable(y, up))
      .map(({ x, y, ci95 = 0 }) => ({
        label,
        curve,
        mark,
        x,
        y,
        low: up.scale === 'log' ? Math.max(y - ci95, y / 10) : y - ci95,
        high: y + ci95,
      })),
  );

/** With a precision of its own: `~g` alone has as many digits as the ticks are apart, and writes 15 as 2e+1. */
const precise = '.6~g';

/** Ticks at the things of a row, with their names. */
const named = (names: readonly string[]): object => ({
  values: names.map((_, i) => i),
  labelExpr: `${JSON.stringify(names)}[datum.value]`,
  labelOverlap: false,
  labelFlush: false,
});

const quantity = (field: string, { title, scale = 'linear', names }: CurveAxis): object => ({
  field,
  type: 'quantitative',
  title,
  scale: { type: scale, ...(scale === 'log' || names !== undefined ? { nice: false } : { zero: false }) },
  axis: names !== undefined ? named(names) : { tickCount: 6, ...(scale === 'log' ? { format: precise } : {}) },
});

/** How the i-th curve is drawn: where colours begin again, dashes tell. */
const dashes = [
  [1, 0],
  [7, 4],
  [2, 3],
];

/** Few places along x are all named; of many, Vega chooses. */
function across(axis: CurveAxis, rows: readonly Row[]): object {
  const places = [...new Set(rows.map(({ x }) => x))];
  const few = axis.names === undefined && places.length > 0 && places.length <= 8;
  return { ...quantity('x', axis), ...(few ? { axis: { values: places, format: precise } } : {}) };
}

function panel(of: CurvePanel, labels: readonly string[]): object {
  const { title, x, y } = of;
  const rows = rowsOf(of);
  const up = (field: string): object => quantity(field, y);
  const byLabel = (range: readonly unknown[]): object => ({
    field: 'label',
    type: 'nominal',
    scale: { domain: labels, range },
  });
  const columns = labels.some(({ length }) => length > 24) ? 2 : 3;
  const marks = new Set(rows.map(({ mark }) => mark));
  /** A layer of the curves that are drawn so, where there are some. */
  const ofMark = (mark: CurveMark, layer: object): readonly object[] =>
    marks.has(mark)
      ? [{ ...layer, ...(marks.size > 1 ? { transform: [{ filter: `datum.mark === '${mark}'` }] } : {}) }]
      : [];
  const legend = { title: null, orient: 'bottom', columns, labelLimit: 400 };
  const stroke = {
    y: up('y'),
    detail: { field: 'curve', type: 'nominal' },
    strokeDash: { ...byLabel(labels.map((_, i) => dashes[Math.floor(i / 6) % dashes.length])), legend },
  };
  const dot = { type: 'point', filled: true, opacity: 1, size: 36 };
  return {
    title,
    width: 300,
    height: 230,
    data: { values: rows },
    encoding: {
      x: across(x, rows),
      color: { ...byLabel(labels.map((_, i) => seriesColour(i))), legend },
    },
    layer: [
      ofMark('band', { mark: { type: 'area', opacity: 0.2 }, encoding: { y: up('low'), y2: { field: 'high' } } }),
      ofMark('points', { mark: { type: 'rule', strokeWidth: 1.5 }, encoding: { y: up('low'), y2: { field: 'high' } } }),
      ofMark('line', { mark: { type: 'line', strokeWidth: 1, opacity: 0.8 }, encoding: stroke }),
      ofMark('points', { mark: { type: 'line', strokeWidth: 2 }, encoding: stroke }),
      ofMark('band', { mark: { type: 'line', strokeWidth: 2 }, encoding: stroke }),
      ofMark('points', { mark: dot, encoding: { y: up('y') } }),
      ofMark('dots', { mark: dot, encoding: { y: up('y') } }),
    ].flat(),
  };
}

/** The chart of a picture of curves, each point with its interval. */
export function curvesChart({ panels }: CurvePicture): TopLevelSpec {
  const labels = [...new Set(panels.flatMap(({ curves }) => curves.map(({ label }) => label)))];
  // Panels are plain records of what vega-lite reads; its own type of a layer is a union too wide to build up.
  return {
    config: { ...theme, aria: false, legend: { labelColor: 'var(--muted)', labelFontSize: 12 } },
    columns: 2,
    align: 'all',
    spacing: 32,
    concat: panels.map((one) => panel(one, labels)) as { mark: 'line' }[],
    resolve: { legend: { color: 'shared', strokeDash: 'shared' }, scale: { color: 'shared', strokeDash: 'shared' } },
  };
}
