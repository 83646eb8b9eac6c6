import { InvalidOptionError, scope, under, within } from '@innerloop/core';
import type { Context, ParamSpecs, ParamTree, Tensor, Tree } from '@innerloop/core';
import type { CausalLayer } from './layer.js';

/** Causal layers one after another. */
export interface CausalStack {
  readonly specs: ParamSpecs;
  readonly inputs: number;
  readonly outputs: number;
  /** Reads a sequence `[T, N, inputs]`: what it makes of each example, and the past of each layer, in one pass. */
  read(params: ParamTree, x: Tensor, context: Context): { readonly outputs: Tensor; readonly pasts: readonly Tree[] };
  /** Row i of other examples in the place of row i of the sequence: each follows those before it. */
  along(params: ParamTree, x: Tensor, pasts: readonly Tree[], context: Context): Tensor;
  /** Each row follows the whole sequence, on a branch of its own. */
  after(params: ParamTree, x: Tensor, pasts: readonly Tree[], context: Context): Tensor;
}

/**
 * Stacks causal layers by name: what comes out at an example is a function of it and of the examples before it. Leaves stand below the names.
 *
 * @throws InvalidOptionError if there is no layer, or one does not take what the one before it gives
 */
export function causalStack(layers: Readonly<Record<string, CausalLayer>>): CausalStack {
  const named = Object.entries(layers);
  const [first] = named;
  const last = named.at(-1);
  if (first === undefined || last === undefined)
    throw new InvalidOptionError('causalStack: expected at least one layer.');
  named.slice(1).forEach(([name, layer], i) => {
    const [before, { outputs }] = named[i] as [string, CausalLayer];
    if (layer.inputs === outputs) return;
    throw new InvalidOptionError(
      `causalStack: '${name}' takes ${layer.inputs} features, but '${before}' before it gives ${outputs}.`,
    );
  });
  const through = (
    how: 'along' | 'after',
    params: ParamTree,
    x: Tensor,
    pasts: readonly Tree[],
    context: Context,
  ): Tensor =>
    named.reduce(
      (value, [name, layer], i) => layer[how](scope(params, name), value, pasts[i] as Tree, within(context, name)),
      x,
    );
  return {
    specs: Object.assign({}, ...named.map(([name, { specs }]) => under(name, specs))) as ParamSpecs,
    inputs: first[1].inputs,
    outputs: last[1].outputs,
    read(params, x, context) {
      const pasts: Tree[] = [];
      let value = x;
      for (const [name, layer] of named) {
        const [own, at] = [scope(params, name), within(context, name)];
        const past = layer.past(own, value, at);
        pasts.push(past);
        value = layer.along(own, value, past, at);
      }
      return { outputs: value, pasts };
    },
    along: (params, x, pasts, context) => through('along', params, x, pasts, context),
    after: (params, x, pasts, context) => through('after', params, x, pasts, context),
  };
}
