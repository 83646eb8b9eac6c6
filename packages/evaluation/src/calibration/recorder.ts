import { InvalidOptionError } from '@innerloop/core';
import type { Metric, Tensor, Tree } from '@innerloop/core';
import { calibrationOf } from './calibration.js';
import type { Calibration, CalibrationOptions, Outcome } from './calibration.js';
import { outcomesOf } from './outcomes.js';

/** A metric that also remembers how sure the predictions were that it measured. */
export interface CalibrationRecorder<Y extends Tree = Tensor> {
  readonly metric: Metric<Y>;
  /** Of all predictions measured so far. */
  calibration(options?: CalibrationOptions): Calibration;
}

function labelsOf(targets: Tree): ArrayLike<number> {
  const labels = targets as Partial<Tensor>;
  if (labels.dtype === 'int32' && labels.rank === 2 && labels.dataSync !== undefined) return labels.dataSync();
  throw new InvalidOptionError(
    'calibrationRecorder: expected labels of classes, int32 [T, N]. Calibration is of classification: leave it out for other targets.',
  );
}

/**
 * Puts a recorder around a metric of classification, for `evaluate` or any loop of one's own. It reads the values that it is given, so it is not
 * for training. Reads logits `[T, N, classes]` and labels `[T, N]`; no gradient flows by what it remembers.
 *
 * @throws InvalidOptionError, when measuring, if the targets are no labels
 */
export function calibrationRecorder<Y extends Tree>(metric: Metric<Y>): CalibrationRecorder<Y> {
  const outcomes: Outcome[] = [];
  return {
    metric: {
      ...metric,
      measure: (predictions, targets) => {
        for (const outcome of outcomesOf(predictions.dataSync(), labelsOf(targets))) outcomes.push(outcome);
        return metric.measure(predictions, targets);
      },
    },
    calibration: (options) => calibrationOf(outcomes, options),
  };
}
