import type { Plugin } from '@innerloop/core';
import { sequences } from './plugins/sequences.js';
import { sets } from './plugins/sets.js';

/** The black-box learners, for configurations. */
export const blackboxPlugin: Plugin = {
  name: '@innerloop/blackbox',
  provides: { learner: { ...sets, ...sequences } },
};
