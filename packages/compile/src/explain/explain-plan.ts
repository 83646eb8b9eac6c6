import type { Plan } from '../plan/plan.js';
import { costOf } from './kernel-costs.js';

/** The kernels of one kind, all together. */
export interface KernelGroup {
  readonly kind: string;
  readonly count: number;
  readonly flops: number;
  readonly bytes: number;
}

/** What a plan does at each run. */
export interface PlanSummary {
  /** By kind, those of most operations first. */
  readonly groups: readonly KernelGroup[];
  readonly kernels: number;
  /** Operations on elements: a multiply-add is two. */
  readonly flops: number;
  /** Bytes that kernels read and write. */
  readonly bytes: number;
  /** Elements given at each run, told of at its end, and the same in every run. */
  readonly inputs: number;
  readonly outputs: number;
  readonly constants: number;
}

const total = (sizes: readonly { readonly size: number }[]): number => sizes.reduce((sum, { size }) => sum + size, 0);

export function explainPlan(plan: Plan): PlanSummary {
  const groups = new Map<string, KernelGroup>();
  for (const kernel of plan.kernels) {
    const { kind } = kernel;
    const { count, flops, bytes } = groups.get(kind) ?? { count: 0, flops: 0, bytes: 0 };
    const cost = costOf(kernel);
    groups.set(kind, { kind, count: count + 1, flops: flops + cost.flops, bytes: bytes + cost.bytes });
  }
  const all = [...groups.values()].sort((a, b) => b.flops - a.flops);
  return {
    groups: all,
    kernels: plan.kernels.length,
    flops: all.reduce((sum, { flops }) => sum + flops, 0),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    inputs: total(plan.inputs),
    outputs: total(plan.outputs),
    constants: total(plan.constants.map(({ buffer }) => buffer)),
  };
}
