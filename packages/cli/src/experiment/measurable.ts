import { ConfigError, isProbabilistic } from '@innerloop/core';
import type { ExperimentSettings } from './schema.js';

/**
 * Checks that the learner says what the metric of the evaluation asks for: before training, not after it.
 *
 * @throws ConfigError if the metric is of mean and variance, and the learner gives predictions alone
 */
export function expectMeasurable({
  learner,
  evaluate: { metric },
}: Pick<ExperimentSettings, 'learner' | 'evaluate'>): void {
  if (metric?.measurePredictive === undefined || isProbabilistic(learner)) return;
  throw new ConfigError(
    `evaluate.metric: '${metric.name}' is of mean and variance, but the learner '${learner.name}' does not say how sure it is. Take a learner that does, such as laplace or neural-process, or another metric.`,
  );
}
