import { DivergenceError } from '@innerloop/core';

/** The first metric that is NaN or infinite. */
export const firstNotFinite = (
  metrics: Readonly<Record<string, number>>,
): { readonly name: string; readonly value: number } | undefined =>
  Object.entries(metrics)
    .map(([name, value]) => ({ name, value }))
    .find(({ value }) => !Number.isFinite(value));

/** What to throw when a metric left the finite numbers. */
export function divergence(
  { name, value }: { readonly name: string; readonly value: number },
  iteration: number,
  saved: number | undefined,
): DivergenceError {
  const kept =
    saved === undefined ? 'No checkpoint was saved before.' : `The last good checkpoint is that of iteration ${saved}.`;
  return new DivergenceError(
    `train: ${name} became ${value} at iteration ${iteration}; that step was not taken. ${kept} Lower the learning rates, or wrap the outer rule with clipByNorm.`,
  );
}
