import type { TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { charts } from '../../src/charts/draw.js';
import { lossCurve } from '../../src/charts/loss-curve.js';
import { sinePanel, sineScale } from '../../src/charts/sine-panel.js';
import { stepsCurve } from '../../src/charts/steps-curve.js';
import { bestOf, validationCurve } from '../../src/charts/validation-curve.js';
import { losses, sinePanel as sine } from '../report/sample-report.js';

/** The rows of a chart's layers. */
function rowsOf(spec: TopLevelSpec): Record<string, unknown>[][] {
  const { layer = [] } = spec as { layer?: { data?: { values: Record<string, unknown>[] } }[] };
  return layer.map(({ data }) => data?.values ?? []);
}

const drawn = async (spec: TopLevelSpec): Promise<string> => (await charts())(spec);

describe('the loss curve', () => {
  it('shows each measurement and their mean', () => {
    const [raw, mean] = rowsOf(lossCurve(losses(200, 0.1, 4), 'loss'));
    expect(raw).toEqual(losses(200, 0.1, 4));
    expect(mean).toHaveLength(200);
    expect(mean).not.toEqual(raw);
  });

  it('is drawn as an SVG with its axes named', async () => {
    const svg = await drawn(lossCurve(losses(100, 0.1, 4), 'cross entropy'));
    expect(svg).toMatch(/^<svg [^>]*viewBox=/);
    expect(svg).toContain('>meta-iteration</text>');
    expect(svg).toContain('>cross entropy</text>');
    expect(svg.match(/var\(--accent\)/g)).not.toBeNull();
    expect(svg).not.toContain('NaN');
  });
});

describe('the validation curve', () => {
  const values = [
    { iteration: 10, value: 0.5, ci95: 0.1 },
    { iteration: 20, value: 0.9, ci95: 0.02 },
    { iteration: 30, value: Number.NaN },
    { iteration: 40, value: 0.8 },
  ];

  it('has intervals in per cent for accuracy, and rings the best', () => {
    const [band, , best] = rowsOf(validationCurve(values, 'accuracy', 'accuracy', 'higher'));
    expect(band?.map(({ iteration }) => iteration)).toEqual([10, 20, 40]);
    expect(band?.[0]?.['low']).toBeCloseTo(40, 9);
    expect(band?.[0]?.['high']).toBeCloseTo(60, 9);
    expect(band?.[2]).toMatchObject({ low: 80, high: 80 });
    expect(best).toEqual([{ iteration: 20, value: 90 }]);
  });

  it('knows which way is better', () => {
    expect(bestOf(values, 'lower')?.iteration).toBe(10);
    expect(bestOf([{ iteration: 1, value: Number.NaN }], 'lower')).toBeUndefined();
  });

  it('has its unit at its axis', async () => {
    expect(await drawn(validationCurve(values, 'accuracy', 'accuracy', 'higher'))).toContain('>accuracy (%)</text>');
  });
});

describe('the curve by steps', () => {
  const series = [
    {
      label: 'one',
      rows: [
        { steps: 0, mean: 0.2, ci95: 0.01 },
        { steps: 5, mean: 0.9, ci95: 0.05 },
      ],
    },
    { label: 'two', rows: [{ steps: 0, mean: 0.3, ci95: 0.01 }] },
  ];

  it('has a point with its interval for each step of each learner', () => {
    const { data } = stepsCurve(series, 'loss', 'loss') as { data: { values: unknown[] } };
    expect(data.values).toEqual([
      { name: 'one', steps: 0, mean: 0.2, low: 0.2 - 0.01, high: 0.2 + 0.01 },
      { name: 'one', steps: 5, mean: 0.9, low: 0.9 - 0.05, high: 0.9 + 0.05 },
      { name: 'two', steps: 0, mean: 0.3, low: 0.3 - 0.01, high: 0.3 + 0.01 },
    ]);
  });

  it('gives each learner its colour and ticks the steps that were taken', async () => {
    const svg = await drawn(stepsCurve(series, 'loss', 'loss'));
    expect(svg).toContain('var(--series-1)');
    expect(svg).toContain('var(--series-2)');
    expect(svg).toMatch(/>0<\/text>.*>5<\/text>/s);
  });
});

describe('the sine panel', () => {
  const panels = [sine('MAML', 5, 0.9), sine('pretrained', 10, 0.4)];

  it('holds truth, a curve a number of steps, and the support points', () => {
    const [truth, ...rest] = rowsOf(sinePanel(panels[0] as (typeof panels)[0], sineScale(panels)));
    const support = rest.at(-1);
    expect(truth).toHaveLength(101);
    expect(rest).toHaveLength(5);
    expect(support).toEqual(panels[0]?.support.map(([x, y]) => ({ x, y })));
    expect(rest[3]?.[7]).toEqual({ x: panels[0]?.curves[3]?.points[7]?.[0], y: panels[0]?.curves[3]?.points[7]?.[1] });
  });

  it('shares its axes with the others, whatever a learner predicts', () => {
    const { range, limit } = sineScale(panels);
    expect(range).toEqual([-5, 5]);
    expect(limit).toBeGreaterThan(3.4);
    const wild = { ...sine('wild', 5, 1), curves: [{ steps: 0, error: 1e6, points: [[0, 1000]] as const }] };
    expect(sineScale([...panels, wild]).limit).toBeLessThan(6);
    const broken = { ...wild, curves: [{ steps: 0, error: Number.NaN, points: [[0, Number.NaN]] as const }] };
    expect(sineScale([...panels, broken]).limit).toBe(limit);
  });

  it('shares no identifier with another panel of its page', async () => {
    const draw = await charts();
    const identifiers = async (): Promise<string[]> => {
      const svg = await draw(sinePanel(panels[0] as (typeof panels)[0], sineScale(panels)));
      return [...svg.matchAll(/\bid="([^"]+)"/g)].map(([, found]) => found as string);
    };
    const [left, right] = [await identifiers(), await identifiers()];
    expect(left.length).toBeGreaterThan(0);
    expect(left.filter((found) => right.includes(found))).toEqual([]);
  });
});
