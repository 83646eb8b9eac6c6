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

/** The classes of one-hot targets of the form of the predictions. */
function labelsOf(predictions: Tensor, targets: Tree): number[] {
  const given = targets as Partial<Tensor>;
  if (given.dataSync === undefined || given.shape?.join() !== predictions.shape.join()) {
    throw new InvalidOptionError(
      `calibrationRecorder: expected one-hot targets of the predictions' shape [${predictions.shape.join(', ')}]. Calibration is of classification: leave it out for other targets.`,
    );
  }
  const classes = predictions.shape.at(-1) ?? 1;
  const values = Array.from(given.dataSync() as ArrayLike<number>);
  return Array.from({ length: values.length / classes }, (_, row) =>
    values.slice(row * classes, (row + 1) * classes).findIndex((value) => value > 0),
  );
}

/**
 * Puts a recorder around a metric of classification, for `evaluate` or any loop of one's own. It reads the values that it is given, so it is not
 * for training. Reads logits and one-hot targets, both `[T, N, classes]`; no gradient flows by what it remembers.
 *
 * @throws InvalidOptionError, when measuring, if the targets are not one-hot
 */
export function calibrationRecorder<Y extends Tree>(metric: Metric<Y>): CalibrationRecorder<Y> {
  const outcomes: Outcome[] = [];
  return {
    metric: {
      ...metric,
      measure: (predictions, targets) => {
        for (const outcome of outcomesOf(predictions.dataSync(), labelsOf(predictions, targets)))
          outcomes.push(outcome);
        return metric.measure(predictions, targets);
      },
    },
    calibration: (options) => calibrationOf(outcomes, options),
  };
}
