import { describe, expect, it } from 'vitest';
import { formatValue, inWords, scaled, unitOf } from '../../src/statistics/notation.js';

describe('figures of a metric', () => {
  it('are in per cent for shares and plain otherwise', () => {
    expect(formatValue('accuracy', 0.97314)).toBe('97.31');
    expect(scaled('accuracy', 0.5)).toBe(50);
    expect(unitOf('accuracy')).toBe('%');
    expect(formatValue('mean-squared-error', 0.97314)).toBe('0.973');
    expect(unitOf('mean-squared-error')).toBe('');
  });

  it('stay readable when tiny, large or not finite', () => {
    expect(formatValue('loss', 0.000012345)).toBe('1.23e-5');
    expect(formatValue('loss', 1234.567)).toBe('1234.6');
    expect(formatValue('loss', 1234567)).toBe('1.23e+6');
    expect(formatValue('loss', 0)).toBe('0.000');
    expect(formatValue('loss', Number.NaN)).toBe('–');
  });

  it('have names in words', () => {
    expect(inWords('meanSquaredError')).toBe('mean squared error');
    expect(inWords('mean-squared-error')).toBe('mean squared error');
  });
});
