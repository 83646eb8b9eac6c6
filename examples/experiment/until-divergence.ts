import { DivergenceError } from '@innerloop/core';
import type { EvaluationResult } from '@innerloop/evaluation';

/**
 * An evaluation after these numbers of steps (ascending), or after fewer of them where a task diverges on the way.
 *
 * @throws DivergenceError if a task diverges within the first of them
 */
export async function untilDivergence(
  at: (steps: readonly number[]) => Promise<EvaluationResult>,
  steps: readonly number[],
): Promise<EvaluationResult> {
  try {
    return await at(steps);
  } catch (error) {
    if (!(error instanceof DivergenceError) || steps.length === 1) throw error;
    return untilDivergence(at, steps.slice(0, -1));
  }
}
