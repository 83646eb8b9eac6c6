import { expect, test } from 'vitest';
import { shown } from '../../src/report/numbers.js';
import { rowsOf } from '../../src/report/rows.js';
import { report } from '../../src/report/table.js';
import { measured, recordOf } from '../records.js';

test('ratios are to the baseline of the same workload, repetition by repetition', () => {
  const rows = rowsOf([measured('stock', [10, 20, 10]), measured('eager', [2, 5, 5])]);
  expect(rows.map(({ ratio }) => ratio)).toEqual([
    { median: 1, min: 1, max: 1 },
    { median: 4, min: 2, max: 5 },
  ]);
  expect(rowsOf([measured('eager', [2])])[0]?.ratio).toBeUndefined();
});

test('compilation is what the first step takes longer', () => {
  const [row] = rowsOf([measured('compiled-1', [2, 4, 3], { firstMilliseconds: 503 })]);
  expect(row?.compileSeconds).toBeCloseTo(0.5, 8);
});

test('the table shows labels, spread and memory, flags who disagrees, and says who was left out', () => {
  const text = report(
    recordOf(
      [
        measured('stock', [10, 12, 11]),
        measured('eager', [2, 2, 2], { peakBytes: 123e6 }),
        measured('jax-1', [1, 1, 1], { guard: { loss: 5.1, gradientNorm: 2 } }),
      ],
      { skipped: [{ workload: 'omniglot/4x5-1-step/first', contender: 'higher', reason: 'it is not there' }] },
    ),
    '',
  );
  expect(text).toContain('## sinusoid/1-step/second');
  expect(text).toMatch(/innerloop eager, wasm \| 2\.00 \(2\.00–2\.00\) \| 5\.50 \(5\.00–6\.00\) \| 1 \| 123 \|/);
  expect(text).toMatch(/JAX jit, 1 thread ⚠ disagrees by 2\.0e-2/);
  expect(text.match(/⚠/g)).toHaveLength(1);
  expect(text).toContain('- higher: it is not there (omniglot/4x5-1-step/first)');
});

test('figures have three digits and no exponent', () => {
  expect([0.29712, 11.53, 2763.4, 0.00012, 0, Number.NaN].map(shown)).toEqual([
    '0.297',
    '11.5',
    '2763',
    '0.0001',
    '0',
    '–',
  ]);
});
