import type { UpdateRule } from '@innerloop/core';
import { register } from '../law.js';
import type { Law } from '../law.js';
import { specsLaw } from '../specs.js';
import { targetsOf } from './bowl.js';
import { ruleGradientLaws } from './gradients.js';
import { rulePurityLaws } from './purity.js';
import { ruleSubject } from './subject.js';
import type { UpdateRuleLawsOptions } from './subject.js';
import { ruleTaskAxisLaws } from './task-axis.js';

/** The laws of an `UpdateRule`, each a claim and its check: what `updateRuleLaws` registers. */
export function updateRuleChecks(rule: UpdateRule, options: UpdateRuleLawsOptions = {}): readonly Law[] {
  const subject = ruleSubject(rule, options);
  return [
    specsLaw(() => rule.specs(targetsOf([3, 2]))),
    ...ruleTaskAxisLaws(subject),
    ...rulePurityLaws(subject),
    ...ruleGradientLaws(subject),
  ];
}

/**
 * Registers the laws of an `UpdateRule` as tests: a batch of tasks moves as each of them, shared leaves as those of one task; pure; a state
 * that can be saved and compiled; finite at gradients of zero; differentiable; descending. An engine must run: `beforeAll(() => useBackend('cpu'))`.
 */
export function updateRuleLaws(name: string, rule: UpdateRule, options: UpdateRuleLawsOptions = {}): void {
  register(`${name} is an update rule: it`, updateRuleChecks(rule, options));
}
