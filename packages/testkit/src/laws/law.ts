import { InnerloopError } from '@innerloop/core';
import { describe, it } from 'vitest';

/** A component broke a law; the message says with which numbers. */
export class LawError extends InnerloopError {}

/** A claim about a component, and the check that throws where it does not hold. */
export interface Law {
  readonly claim: string;
  readonly run: () => void | Promise<void>;
}

/** Registers laws as tests of a group: each claim is a test's name. */
export function register(group: string, laws: readonly Law[]): void {
  describe(group, () => {
    for (const { claim, run } of laws) it(claim, run);
  });
}

/** Runs a check; where it throws, the message begins with the circumstances. */
export function when<T>(circumstances: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw new LawError(`${circumstances}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** @throws LawError with the message, unless the condition holds */
export function demand(condition: boolean, message: string): asserts condition {
  if (!condition) throw new LawError(message);
}
