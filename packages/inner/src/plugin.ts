import type { Plugin } from '@innerloop/core';
import { learnedRules } from './plugins/learned-rules.js';
import { maskWrappers, warpedModels } from './plugins/mt-net.js';
import { networkRules } from './plugins/networks.js';
import { optimizers } from './plugins/optimizers.js';
import { wrappedRules, wrappers } from './plugins/wrappers.js';

/** The update rules and their wrappers, for configurations, and the models that are made for them. */
export const innerPlugin: Plugin = {
  name: '@innerloop/inner',
  provides: {
    model: warpedModels,
    rule: { ...optimizers, ...learnedRules, ...networkRules, ...wrappedRules },
    wrapper: { ...wrappers, ...maskWrappers },
  },
};
