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

/** Logits of classes, a row an example: a single logit is that of yes, beside 0 for no. */
function rowsOfLogits(predictions: Tensor): { readonly logits: ArrayLike<number>; readonly classes: number } {
  const logits = predictions.dataSync() as ArrayLike<number>;
  const classes = predictions.shape.at(-1) ?? 1;
  return classes === 1 ? { logits: Array.from(logits).flatMap((yes) => [0, yes]), classes: 2 } : { logits, classes };
}

/** The classes of one-hot targets, one for each of so many examples; for one logit 0 or 1 for each may stand too. */
function labelsOf(predictions: Tensor, targets: Tree, classes: number): number[] {
  const given = targets as Partial<Tensor>;
  const [examples, width] = [predictions.shape.slice(0, -1).join(), given.shape?.at(-1)];
  const fits = width === classes || width === predictions.shape.at(-1);
  if (given.dataSync === undefined || given.shape?.slice(0, -1).join() !== examples || !fits) {
    throw new InvalidOptionError(
      `calibrationRecorder: expected one-hot targets of ${classes} classes for predictions of shape [${predictions.shape.join(', ')}]. Calibration is of classification: leave it out for other targets.`,
    );
  }
  const values = Array.from(given.dataSync() as ArrayLike<number>);
  if (width === 1) return values.map((value) => (value > 0.5 ? 1 : 0));
  return Array.from({ length: values.length / classes }, (_, row) =>
    values.slice(row * classes, (row + 1) * classes).findIndex((value) => value > 0),
  );
}

/**
 * Puts a recorder around a metric of classification, for `evaluate` or any loop of one's own. It reads the values that it is given, so it is not
 * for training. Reads logits and one-hot targets, both `[T, N, classes]`, or one logit of yes `[T, N, 1]` with targets of two classes or of 0 and 1; no gradient flows by what it remembers.
 *
 * @throws InvalidOptionError, when measuring, if the targets are not one-hot
 */
export function calibrationRecorder<Y extends Tree>(metric: Metric<Y>): CalibrationRecorder<Y> {
  const outcomes: Outcome[] = [];
  return {
    metric: {
      ...metric,
      measure: (predictions, targets) => {
        const { logits, classes } = rowsOfLogits(predictions);
        for (const outcome of outcomesOf(logits, labelsOf(predictions, targets, classes))) outcomes.push(outcome);
        return metric.measure(predictions, targets);
      },
    },
    calibration: (options) => calibrationOf(outcomes, options),
  };
}
