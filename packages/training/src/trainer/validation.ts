import { DivergenceError } from '@innerloop/core';
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

/** Whether a validated value beats the best so far. */
function isBetter(value: number, best: number | undefined, better: Validation['better']): boolean {
  if (best === undefined) return true;
  return better === 'higher' ? value > best : value < best;
}

/** Where training is. */
interface At {
  readonly iteration: number;
  readonly iterations: number;
  readonly best: Best | undefined;
}

/** The value of a validation; what is not finite is none, and is never the best. */
async function measured({ measure }: Validation, params: ParamTree, iteration: number): Promise<number> {
  const told = (what: string, cause?: Error): DivergenceError =>
    new DivergenceError(
      `train: the validation after iteration ${iteration} left the finite numbers: ${what} Training itself may still be finite: its last checkpoint is of this iteration.`,
      { cause },
    );
  let value: number;
  try {
    value = await measure(params, iteration);
  } catch (error) {
    if (error instanceof DivergenceError) throw told(error.message, error);
    throw error;
  }
  if (Number.isFinite(value)) return value;
  throw told(`it is ${value}. Lower the inner rate, or take fewer test steps.`);
}

/**
 * Validates where it is due: every so many iterations and after the last one.
 *
 * @param save  keeps the iteration at hand, before a validation that is not finite ends the training
 * @throws DivergenceError if the value is not finite, or `measure` throws one
 */
export async function validate(
  validation: Validation | undefined,
  lent: Lending<MetaState>,
  { iteration, iterations, best }: At,
  save: () => Promise<void>,
): Promise<Validated | undefined> {
  if (validation === undefined || (iteration % validation.every !== 0 && iteration !== iterations)) return undefined;
  try {
    const value = await measured(validation, lent.state.params, iteration);
    return { value, best: isBetter(value, best?.value, validation.better) };
  } catch (error) {
    if (error instanceof DivergenceError) await save();
    throw error;
  }
}
