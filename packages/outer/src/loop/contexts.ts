import { InvalidOptionError } from '@innerloop/core';
import type { Context } from '@innerloop/core';

/**
 * How many inner steps a context asks for.
 *
 * @throws InvalidOptionError if a number of steps is no integer of at least 0
 */
export function counted(
  name: string,
  { steps = 1, testSteps = steps }: { readonly steps?: number | undefined; readonly testSteps?: number | undefined },
): (context: Context) => number {
  for (const [option, count] of Object.entries({ steps, testSteps })) {
    if (!Number.isInteger(count) || count < 0) {
      throw new InvalidOptionError(`${name}: ${option} must be an integer of at least 0, got ${count}.`);
    }
  }
  return ({ mode }) => (mode === 'test' ? testSteps : steps);
}

/** What an inner step leaves for a query is that of a point on the way: the point that predicts is looked at by itself. */
export const onTheWay = ({ inductive: _inductive, ...context }: Context): Context => context;

/** What comes before the first leaf that moves is seen once, not in a step. */
export const withoutStep = ({ step: _step, ...context }: Context): Context => context;
