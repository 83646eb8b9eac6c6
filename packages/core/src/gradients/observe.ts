import type { Context } from '../contracts/model.js';
import type { ParamTree, Tree } from '../contracts/tree.js';

/**
 * Runs `f` and collects what it reports, without differentiating: nothing reaches `context.report`.
 * The last report of a leaf wins. Gradients flow through value and reports alike.
 */
export function observe<T extends Tree>(
  f: (context: Context) => T,
  context: Context,
): { readonly value: T; readonly reported: ParamTree } {
  const reported: Record<string, ParamTree[string]> = {};
  const value = f({
    ...context,
    report: (name, tensor) => {
      reported[name] = tensor;
    },
  });
  return { value, reported };
}

/** Hands reports on to a context that listens. */
export function forward(reported: ParamTree, context: Context): void {
  for (const [name, tensor] of Object.entries(reported)) context.report?.(name, tensor);
}
