import fc from 'fast-check';

/**
 * Properties draw the same examples in every run, so that a red test is red again.
 * `FC_SEED=random` or `FC_SEED=<integer>` draws others, `FC_RUNS` more of them.
 */
const { FC_SEED: seed = '20260101', FC_RUNS: runs = '25' } = process.env;

fc.configureGlobal({ numRuns: Number(runs), ...(seed === 'random' ? {} : { seed: Number(seed) }) });
