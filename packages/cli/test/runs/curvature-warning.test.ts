import { expect, it } from 'vitest';
import { curvatureWarning } from '../../src/runs/curvature-warning.js';

it('tells once that the inner objective curves down, with the iteration, the share and what to do', () => {
  const told: string[] = [];
  const watch = curvatureWarning((message) => told.push(message));
  watch(1, { loss: 2 });
  watch(2, { loss: 2, negativeCurvature: 0 });
  expect(told).toEqual([]);
  watch(3, { loss: 2, negativeCurvature: 0.25 });
  watch(4, { loss: 2, negativeCurvature: 1 });
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/iteration 3 .* 25 % of the tasks .* Raise the strength of proximal/);
});
