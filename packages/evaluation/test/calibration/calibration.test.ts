import { DivergenceError, InvalidDataError, InvalidOptionError } from '@innerloop/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationOf } from '../../src/calibration/calibration.js';
import type { Outcome } from '../../src/calibration/calibration.js';
import { outcomesOf } from '../../src/calibration/outcomes.js';
import { charts } from '../../src/charts/draw.js';
import { reliabilityDiagram } from '../../src/charts/reliability-diagram.js';
import { report } from '../../src/report/report.js';

const outcome = (confidence: number, correct: boolean): Outcome => ({ confidence, correct });
const outcomes = fc.array(
  fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), correct: fc.boolean() }),
  { minLength: 1, maxLength: 40 },
);

describe('calibrationOf', () => {
  it('has the value of its definition', () => {
    // (0, 0.5]: 2 of mean confidence 0.4, half right; (0.5, 1]: 2 of mean 0.8, all right.
    const found = calibrationOf([outcome(0.3, true), outcome(0.5, false), outcome(0.7, true), outcome(0.9, true)], {
      bins: 2,
    });
    expect(found.ece).toBeCloseTo(0.5 * 0.1 + 0.5 * 0.2, 12);
    expect(found.mce).toBeCloseTo(0.2, 12);
    expect(found.bins.map(({ count }) => count)).toEqual([2, 2]);
    expect([found.accuracy, found.count]).toEqual([0.75, 4]);
  });

  it('counts every prediction once, and is at least the gap of the means, at most the largest gap', () => {
    fc.assert(
      fc.property(outcomes, fc.integer({ min: 1, max: 20 }), (of, bins) => {
        const found = calibrationOf(of, { bins });
        expect(found.bins.reduce((sum, { count }) => sum + count, 0)).toBe(of.length);
        expect(found.ece).toBeGreaterThanOrEqual(Math.abs(found.accuracy - found.confidence) - 1e-9);
        expect(found.ece).toBeLessThanOrEqual(found.mce + 1e-9);
        if (bins === 1) expect(found.ece).toBeCloseTo(Math.abs(found.accuracy - found.confidence), 9);
      }),
      { numRuns: 100 },
    );
  });

  it('does not depend on the order of predictions', () => {
    fc.assert(
      fc.property(outcomes, (of) => {
        expect(calibrationOf([...of].reverse()).ece).toBeCloseTo(calibrationOf(of).ece, 9);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses nothing, logits in the place of probabilities, and bins that are none', () => {
    expect(() => calibrationOf([])).toThrow(InvalidDataError);
    expect(() => calibrationOf([outcome(1.5, true)])).toThrow('Pass probabilities, not logits');
    expect(() => calibrationOf([outcome(0.5, true)], { bins: 0 })).toThrow(InvalidOptionError);
  });
});

describe('outcomesOf', () => {
  it('takes the softmax probability of the largest logit, however large logits are', () => {
    const [sure, even] = outcomesOf([1000, 0, 2, 2], [0, 1]);
    expect(sure).toEqual({ confidence: 1, correct: true });
    expect(even).toEqual({ confidence: 0.5, correct: false });
  });

  it('refuses rows that do not fit and numbers that are none', () => {
    expect(() => outcomesOf([1, 2, 3], [0, 1])).toThrow(InvalidDataError);
    expect(() => outcomesOf([NaN, 2], [0])).toThrow(DivergenceError);
  });
});

describe('the reliability diagram', () => {
  const calibration = calibrationOf([outcome(0.3, true), outcome(0.7, true), outcome(0.9, false)], { bins: 10 });

  it('has a bar a bin that is not empty, and names its axes', async () => {
    const spec = reliabilityDiagram(calibration) as { readonly data?: { readonly values: unknown[] } };
    expect(spec.data?.values).toHaveLength(3);
    const svg = await (await charts())(reliabilityDiagram(calibration));
    expect(svg).toContain('>confidence</text>');
    expect(svg).toContain('>accuracy</text>');
    expect(svg).not.toContain('NaN');
  });

  it('stands in the report of results that have calibration', async () => {
    const result = {
      learner: 'prototypical',
      tasks: 'glyphs',
      kind: 'classification' as const,
      size: { ways: 5, shots: 1, queries: 5 },
      metric: 'accuracy',
      better: 'higher' as const,
      episodes: 2,
      seed: 1,
      normalization: 'none',
      rows: [],
      calibration,
    };
    const section = { kind: 'calibration' as const, results: [{ result }] };
    const page = await report({ title: 'r', experiments: [{ title: 'e', sections: [section] }] });
    expect(page).toContain('expected calibration error');
    expect(page).toContain('3 predictions');
  });
});
