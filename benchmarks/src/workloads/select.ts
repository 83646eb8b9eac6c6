import type { Workload } from './workload.js';

/** Whether a pattern is the name or a whole leading part of it: `sinusoid`, `sinusoid/1-step`. */
const names = (pattern: string, name: string): boolean => name === pattern || name.startsWith(`${pattern}/`);

/**
 * The workloads that some patterns name, in the catalogue's order.
 *
 * @throws Error that lists what there is, when a pattern names nothing
 */
export function select(all: readonly Workload[], patterns: readonly string[]): readonly Workload[] {
  const idle = patterns.find((pattern) => !all.some(({ name }) => names(pattern, name)));
  if (idle !== undefined) {
    throw new Error(`No workload '${idle}'. There are: ${all.map(({ name }) => name).join(', ')}.`);
  }
  return all.filter(({ name }) => patterns.some((pattern) => names(pattern, name)));
}
