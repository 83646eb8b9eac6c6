import type { Plugin } from '@innerloop/core';
import { learnedRules } from './plugins/learned-rules.js';
import { optimizers } from './plugins/optimizers.js';
import { wrappedRules, wrappers } from './plugins/wrappers.js';

/** The update rules and their wrappers, for configurations. */
export const innerPlugin: Plugin = {
  name: '@innerloop/inner',
  provides: { rule: { ...optimizers, ...learnedRules, ...wrappedRules }, wrapper: wrappers },
};
