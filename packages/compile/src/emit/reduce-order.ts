import type { ReduceKernel, ArgReduceKernel } from '../plan/plan.js';
import { loadsOf } from '../plan/traffic.js';

type Reducing = Pick<ReduceKernel | ArgReduceKernel, 'dims' | 'reduced' | 'value' | 'out'>;

const lanes = 4;

/** How many of the loads along a dimension are neither neighbours nor the same. */
function scattered({ value, out, reduced }: Reducing, dim: number): number {
  const strides = loadsOf(value).map(({ access }) => access.strides[dim] as number);
  const apart = strides.filter((stride) => stride !== 0 && stride !== 1).length;
  const stored = reduced[dim] === true || out.strides[dim] === 1 ? 0 : 0.5;
  const repeated = strides.every((stride) => stride === 0) ? 0.75 : 0;
  return apart + stored + repeated;
}

/**
 * The dimension along which four elements are worked on at once: one where they are neighbours, rather kept than reduced, since kept ones
 * need not be added up across lanes. Undefined where there is none but single places.
 */
export function vectorDim(kernel: Reducing, allowed: (dim: number) => boolean = () => true): number | undefined {
  const { dims, reduced } = kernel;
  let best: { readonly dim: number; readonly score: number } | undefined;
  dims.forEach((size, dim) => {
    if (!allowed(dim)) return;
    const short = size < lanes ? 2 : 0;
    const score = scattered(kernel, dim) + short + (reduced[dim] === true ? 0.25 : 0) - dim * 1e-3;
    if (best === undefined || score < best.score) best = { dim, score };
  });
  return best?.dim;
}
