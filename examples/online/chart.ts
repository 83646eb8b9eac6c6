/** A line of a chart: one value a round. */
export interface Series {
  readonly label: string;
  readonly values: readonly number[];
}

export interface Panel {
  readonly title: string;
  /** Of the vertical axis. */
  readonly axis: string;
  readonly scale: 'log' | 'linear';
  readonly series: readonly Series[];
}

const size = { width: 470, height: 330, left: 62, right: 14, top: 34, bottom: 44 } as const;
/** Told apart without colour vision, on light paper and on dark. */
const colours = ['#2a78c8', '#d9822b', '#4e9a55', '#8f6bb3'] as const;

const colour = (i: number): string => colours[i % colours.length] as string;

/** Round numbers that span the values. */
function ticksOf(low: number, high: number, scale: Panel['scale']): readonly number[] {
  if (scale === 'log') {
    const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
    return Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
  }
  const rough = Math.max(high - Math.min(low, 0), 1e-9) / 5;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5, 10].find((factor) => factor * unit >= rough) ?? 10);
  const first = Math.floor(Math.min(low, 0) / step);
  return Array.from({ length: Math.ceil(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

const text = (x: number, y: number, content: string, more = ''): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${content}</text>`;

function panelOf({ title, axis, scale, series }: Panel): string {
  const all = series.flatMap(({ values }) => values);
  const ticks = ticksOf(Math.min(...all), Math.max(...all), scale);
  const place = (value: number): number => (scale === 'log' ? Math.log10(value) : value);
  const [low, high] = [place(ticks[0] as number), place(ticks.at(-1) as number)];
  const rounds = Math.max(...series.map(({ values }) => values.length));
  const x = (round: number): number =>
    size.left + ((round - 1) / Math.max(1, rounds - 1)) * (size.width - size.left - size.right);
  const y = (value: number): number =>
    size.height - size.bottom - ((place(value) - low) / (high - low)) * (size.height - size.top - size.bottom);
  const grid = ticks.map(
    (tick) =>
      `<line x1="${size.left}" x2="${size.width - size.right}" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}" stroke="#8886" stroke-width="0.6"/>` +
      text(size.left - 8, y(tick) + 4, String(Number(tick.toPrecision(6))), 'text-anchor="end"'),
  );
  const below = [1, ...[0.25, 0.5, 0.75, 1].map((share) => Math.round(share * rounds))].map((round) =>
    text(x(round), size.height - size.bottom + 18, String(round), 'text-anchor="middle"'),
  );
  const lines = series.map(({ values }, i) => {
    const points = values.map((value, round) => `${x(round + 1).toFixed(1)},${y(value).toFixed(1)}`);
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour(i)}" stroke-width="2" stroke-linejoin="round"/>`;
  });
  return [
    text(size.left, 18, title, 'font-weight="600"'),
    ...grid,
    ...below,
    ...lines,
    text(size.width / 2, size.height - 8, 'round', 'text-anchor="middle"'),
    text(14, size.height / 2, axis, `text-anchor="middle" transform="rotate(-90 14 ${size.height / 2})"`),
  ].join('\n');
}

/** Panels side by side under one legend, as a picture that needs nothing else. */
export function chart(panels: readonly Panel[], labels: readonly string[]): string {
  const [width, height] = [size.width * panels.length, size.height + 28];
  const step = (width - 80) / labels.length;
  const legend = labels.map(
    (label, i) =>
      `<rect x="${(i * step + 16).toFixed(1)}" y="${size.height + 8}" width="14" height="4" fill="${colour(i)}"/>` +
      text(i * step + 36, size.height + 14, label),
  );
  const drawn = panels.map((panel, i) => `<g transform="translate(${i * size.width} 0)">\n${panelOf(panel)}\n</g>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#444">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...drawn,
    ...legend,
    '</svg>',
    '',
  ].join('\n');
}
