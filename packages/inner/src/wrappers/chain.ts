import type { RuleWrapper } from './wrapper.js';

/**
 * Wrappers one around the other, the first outermost: `chain(a, b)(rule)` is `a(b(rule))`.
 * What changes gradients acts in the order written: `chain(clipByValue(10), clipByNorm(1))(rule)` clips values, then norms.
 */
export function chain(...wrappers: readonly RuleWrapper[]): RuleWrapper {
  return (rule) => wrappers.reduceRight((inner, wrap) => wrap(inner), rule);
}
