import { register } from '../law.js';
import type { Law } from '../law.js';
import { specsLaw } from '../specs.js';
import { modelAloneLaws } from './alone.js';
import { modelGradientLaws } from './gradients.js';
import { modelPurityLaws } from './purity.js';
import { modelSubject } from './subject.js';
import type { ModelLawsOptions } from './subject.js';
import { taskAxisLaws } from './task-axis.js';

/** The laws of a `Model`, each a claim and its check: what `modelLaws` registers. */
export function modelChecks(options: ModelLawsOptions): readonly Law[] {
  const subject = modelSubject(options);
  return [
    specsLaw(() => options.model.specs),
    ...taskAxisLaws(subject),
    ...modelPurityLaws(subject),
    ...modelAloneLaws(subject),
    ...modelGradientLaws(subject),
  ];
}

/**
 * Registers the laws of a `Model` as tests: a batch of tasks equals their loop, for shared, per-task and mixed leaves; pure; no leaks; rows of an
 * inductive query answered alone;
 * right gradients to second order. An engine must run: `beforeAll(() => useBackend('cpu'))`.
 *
 * @param options.x       the shape of one example, or what makes examples
 * @param options.smooth  false for models with kinks, whose gradients finite differences cannot judge
 */
export function modelLaws(name: string, options: ModelLawsOptions): void {
  register(`${name} is a model: it`, modelChecks(options));
}
