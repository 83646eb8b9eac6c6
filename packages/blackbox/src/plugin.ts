import type { Plugin } from '@innerloop/core';

/** The black-box learners, for configurations. */
export const blackboxPlugin: Plugin = {
  name: '@innerloop/blackbox',
  provides: { learner: {} },
};
