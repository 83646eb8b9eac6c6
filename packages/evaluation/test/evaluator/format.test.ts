import { expect, it } from 'vitest';
import { formatEvaluation } from '../../src/index.js';
import { classification, regression } from '../report/sample-report.js';

it('lays out a result by step, with what is needed to repeat it', () => {
  expect(formatEvaluation(classification('maml', [0.2, 0.9314]))).toBe(
    `maml on glyphs/test: accuracy (higher is better)
5-way 1-shot, 15 queries a class; 600 test tasks, seed 1; normalization: transductive (batch statistics)
queries of a task answered together (transductive)

  steps   mean %   ± 95 %    std
      0    20.00     0.48   6.00
      1    93.14     0.48   6.00

± 95 % is 1.96 · std / √n over the n test tasks, std with n − 1.`,
  );
});

it('speaks of regression in its own terms', () => {
  const text = formatEvaluation(regression('maml', 5, [4.2, 0.541, 0.36, 0.33]));
  expect(text).toContain('mean squared error (lower is better)');
  expect(text).toContain('5 shots, 10 queries');
  expect(text).toMatch(/ 10 +0\.330 +0\.026 /);
});

it('tells a range of classes', () => {
  expect(formatEvaluation({ ...classification('prototypical', [0.8]), leastWays: 3 })).toContain(
    '3- to 5-way 1-shot, 15',
  );
});

it('shows both inferences, each by name', () => {
  const { rows, ...rest } = classification('maml', [0.2, 0.8]);
  const text = formatEvaluation({ ...rest, rows, inference: 'inductive', transductive: rows });
  const [alone, together] = ['each query answered alone (inductive)', 'answered together (transductive)'].map((words) =>
    text.indexOf(words),
  ) as [number, number];
  expect(alone).toBeGreaterThan(0);
  expect(together).toBeGreaterThan(alone);
  expect(text.match(/80\.00/g)).toHaveLength(2);
});

it('says in a line how far probabilities can be taken at their word, where that was measured', () => {
  const result = classification('maml', [0.8]);
  const calibration = { ece: 0.0312, mce: 0.1, confidence: 0.83, accuracy: 0.8, count: 90, bins: [] };
  expect(formatEvaluation({ ...result, calibration })).toContain(
    'calibration: expected error 3.12 % over 90 predictions, 83.00 % sure and 80.00 % right on average',
  );
  expect(formatEvaluation(result)).not.toContain('calibration');
});
