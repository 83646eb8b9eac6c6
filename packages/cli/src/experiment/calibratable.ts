import { ConfigError } from '@innerloop/core';
import type { ExperimentSettings } from './schema.js';

/**
 * Checks that the evaluation has one figure, and of classes, where it asks for calibration: before training, not after it.
 *
 * @throws ConfigError if it does not
 */
export function expectCalibratable({ data, evaluate }: Pick<ExperimentSettings, 'data' | 'evaluate'>): void {
  const { calibration, steps = [], presentations = [], inference } = evaluate;
  const figures = steps.length > 0 ? steps : presentations;
  if (calibration === false) return;
  if (data.kind !== 'classification') {
    throw new ConfigError(
      `evaluate.calibration: expected tasks of classification, those of '${data.name}' are of ${data.kind}. Leave calibration out.`,
    );
  }
  if (figures.length < 2 && inference !== 'both') return;
  throw new ConfigError(
    `evaluate.calibration: expected one figure to be measured, got ${figures.length > 1 ? `${figures === steps ? 'steps' : 'presentations'} [${figures.join(', ')}]` : 'inference both'}. ` +
      'Give one number of steps or presentations and one inference, or leave calibration out.',
  );
}
