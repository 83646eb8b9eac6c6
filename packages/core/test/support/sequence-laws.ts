import { modelChecks, register } from '@innerloop/testkit';
import type { ModelLawsOptions } from '@innerloop/testkit';

/** The laws of a model, for what reads the examples of a task together: all but that rows of a query are answered alone. */
export function sequenceLaws(name: string, options: ModelLawsOptions): void {
  const laws = modelChecks(options).filter(({ claim }) => !claim.startsWith('answers each row of a query alone'));
  register(`${name}: it`, laws);
}
