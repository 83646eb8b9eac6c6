import type { UpdateRule } from '@innerloop/core';

/** Makes a rule of a rule. */
export type RuleWrapper = (rule: UpdateRule) => UpdateRule;
