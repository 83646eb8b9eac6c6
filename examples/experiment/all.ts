import type { Experiment } from './experiment.js';

/** What `npm run experiment` can run, a line each. */
export const experiments: readonly Experiment[] = [];
