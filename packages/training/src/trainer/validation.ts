import type { MetaState, ParamTree } from '@innerloop/core';
import type { Best } from '../checkpoints/checkpoint.js';
import type { Lending } from './lending.js';

/** How training is watched: `measure` is called every so many iterations and after the last one. */
export interface Validation {
  readonly every: number;
  readonly better: 'higher' | 'lower';
  /** Borrows the parameters; usually `evaluate(…)` of @innerloop/evaluation on held-out tasks of a fixed seed. */
  readonly measure: (params: ParamTree, iteration: number) => Promise<number>;
}

/** A value, and whether it beats all before it. */
export interface Validated {
  readonly value: number;
  readonly best: boolean;
}

/** Whether a validated value beats the best so far: a value that is not finite never does. */
function isBetter(value: number, best: number | undefined, better: Validation['better']): boolean {
  if (!Number.isFinite(value)) return false;
  if (best === undefined) return true;
  return better === 'higher' ? value > best : value < best;
}

/** Validates where it is due: every so many iterations and after the last one. */
export async function validate(
  validation: Validation | undefined,
  lent: Lending<MetaState>,
  iteration: number,
  iterations: number,
  best: Best | undefined,
): Promise<Validated | undefined> {
  if (validation === undefined || (iteration % validation.every !== 0 && iteration !== iterations)) return undefined;
  const value = await validation.measure(lent.state.params, iteration);
  return { value, best: isBetter(value, best?.value, validation.better) };
}
