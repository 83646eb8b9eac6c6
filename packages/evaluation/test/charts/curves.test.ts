import { describe, expect, it } from 'vitest';
import { curvesChart } from '../../src/charts/curves.js';
import type { CurvePanel } from '../../src/charts/curves.js';
import { drawPicture } from '../../src/charts/draw-picture.js';

const panel = (title: string, labels: readonly string[], scale?: 'log'): CurvePanel => ({
  title,
  x: { title: 'shift' },
  y: { title: 'error', scale },
  curves: labels.map((label, i) => ({
    label,
    points: [
      { x: 0, y: 1 + i, ci95: 0.5 },
      { x: 1, y: 3 + i, ci95: 4 },
      { x: 2, y: Number.NaN },
    ],
  })),
});

interface Panel {
  readonly data: { readonly values: readonly Record<string, unknown>[] };
  readonly layer: readonly {
    readonly mark: { readonly type: string };
    readonly transform?: readonly { readonly filter: string }[];
  }[];
  readonly encoding: { readonly color: { readonly scale: { readonly domain: readonly string[] } } };
}
const panelsOf = (spec: object): readonly Panel[] => (spec as { concat: readonly Panel[] }).concat;

describe('a picture of curves', () => {
  it('has each finite point with its interval', () => {
    const [first] = panelsOf(curvesChart({ panels: [panel('one', ['maml'])] }));
    expect(first?.data.values).toMatchObject([
      { label: 'maml', x: 0, y: 1, low: 0.5, high: 1.5 },
      { label: 'maml', x: 1, y: 3, low: -1, high: 7 },
    ]);
  });

  it('ends intervals above zero where the axis is logarithmic', () => {
    const [first] = panelsOf(curvesChart({ panels: [panel('one', ['maml'], 'log')] }));
    expect(first?.data.values[1]).toMatchObject({ low: 0.3, high: 7 });
  });

  it('draws each curve by its mark: a band of its interval, a thin line for each of one label, dots alone', () => {
    const points = [
      { x: 0, y: 1, ci95: 0.5 },
      { x: 1, y: 2, ci95: 0.5 },
    ];
    const curves = (['band', 'line', 'line', 'dots'] as const).map((mark) => ({ label: mark, points, mark }));
    const [first] = panelsOf(curvesChart({ panels: [{ ...panel('one', []), curves }] }));
    const layers = (first?.layer ?? []).map(({ mark, transform }) => [mark.type, transform?.[0]?.filter]);
    expect(layers).toEqual([
      ['area', "datum.mark === 'band'"],
      ['line', "datum.mark === 'line'"],
      ['line', "datum.mark === 'band'"],
      ['point', "datum.mark === 'dots'"],
    ]);
    expect(new Set(first?.data.values.map(({ curve }) => curve)).size).toBe(4);
  });

  it('gives a label one colour in all panels', () => {
    const chart = curvesChart({ panels: [panel('one', ['maml', 'reptile']), panel('two', ['reptile', 'anil'])] });
    expect(panelsOf(chart).map(({ encoding }) => encoding.color.scale.domain)).toEqual([
      ['maml', 'reptile', 'anil'],
      ['maml', 'reptile', 'anil'],
    ]);
  });

  it('names the things of a row at their places', async () => {
    const names = ['block1', 'block2', 'head'];
    const svg = await drawPicture({ panels: [{ ...panel('one', ['maml']), x: { title: 'layer', names } }] });
    expect([...svg.matchAll(/>(block1|block2|head)</g)].map(([, name]) => name)).toEqual(['block1', 'block2']);
    const more = { ...panel('one', ['maml']), x: { title: 'layer', names } };
    const third = { label: 'anil', points: [{ x: 2, y: 1 }] };
    const whole = await drawPicture({ panels: [{ ...more, curves: [...more.curves, third] }] });
    expect([...whole.matchAll(/>(block1|block2|head)</g)].map(([, name]) => name)).toEqual(names);
  });

  it('writes the places along x as they are', async () => {
    const at = [0, 15, 30, 45].map((x) => ({ x, y: x }));
    const svg = await drawPicture({ panels: [{ ...panel('one', []), curves: [{ label: 'maml', points: at }] }] });
    for (const place of ['0', '15', '30', '45']) expect(svg).toContain(`>${place}<`);
    expect(svg).not.toMatch(/>\d+e\+\d+</);
  });

  it('is drawn as an SVG with titles and legend, in colours of its own', async () => {
    const svg = await drawPicture({
      panels: [panel('left panel', ['maml', 'reptile']), panel('right panel', ['maml'])],
    });
    expect(svg).toMatch(/^<svg [^>]*viewBox=/);
    for (const text of ['left panel', 'right panel', 'shift', 'error', 'reptile']) expect(svg).toContain(`>${text}<`);
    expect(svg).not.toContain('var(--');
    expect(svg).not.toContain('NaN');
  });
});
