import { rowsOf } from '../../task-axis/data.js';
import { rememberSupport } from './alone.js';
import type { Statistics, StatisticsOptions } from './statistics.js';
import { batchStatistics, byStored, examplesAndPlaces, reportAverage, stored } from './statistics.js';
import { centre } from './standardize.js';

/**
 * Those of the batch, of which support passes add up an average that begins anew in each episode, from mean 0 and variance 1; a query of
 * testing is normalised by it. After K inner steps it is of K batches: the last of them weighs `momentum`, the first
 * `momentum · (1 − momentum)^(K−1)`.
 *
 * In training the query is normalised by itself, as in the authors' code, or by the support where it is answered alone.
 *
 * @see Ravi & Larochelle 2017, "Optimization as a Model for Few-Shot Learning", ICLR, and its code
 */
export function episodeStatistics(options: StatisticsOptions): Statistics {
  const { mean, variance } = stored(options.features, 'fixed');
  const specs = { mean: { ...mean, accumulates: true }, variance: { ...variance, accumulates: true } };
  const query = batchStatistics(options);
  return {
    specs,
    of(params, x, context) {
      const testing = context.mode === 'test';
      if (context.pass === 'query' && !testing && rowsOf(x) > 0) return query.of(params, x, context);
      const batch = centre(x, examplesAndPlaces(x));
      if (context.pass !== 'query' && !testing) rememberSupport(batch, x, context);
      if (context.pass === 'query' || rowsOf(x) === 0) return byStored(specs, params, x);
      reportAverage(specs, options.momentum, batch, { params, context });
      return batch;
    },
  };
}
