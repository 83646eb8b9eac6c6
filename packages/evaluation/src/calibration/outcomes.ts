import { DivergenceError, InvalidDataError } from '@innerloop/core';
import type { Outcome } from './calibration.js';

/** The outcome of one example: the class of the largest logit, its softmax probability, and whether it is the label. */
function outcomeOf(logits: readonly number[], label: number): Outcome {
  const top = Math.max(...logits);
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0);
  const confidence = 1 / total;
  if (!Number.isFinite(confidence)) {
    throw new DivergenceError(
      `outcomesOf: expected finite logits, got [${logits.join(', ')}]. The learner diverged: lower its rate or clip.`,
    );
  }
  return { confidence, correct: logits.indexOf(top) === label };
}

/**
 * Outcomes from logits of classes, a row an example, and labels from 0.
 *
 * @param logits  all rows one after the other
 * @param labels  one an example
 * @throws InvalidDataError if the numbers do not fit
 * @throws DivergenceError if a logit is NaN or infinite
 */
export function outcomesOf(logits: ArrayLike<number>, labels: ArrayLike<number>): readonly Outcome[] {
  const classes = logits.length / labels.length;
  if (!Number.isInteger(classes) || classes < 2) {
    throw new InvalidDataError(
      `outcomesOf: expected a row of at least two logits for each of ${labels.length} labels, got ${logits.length} numbers.`,
    );
  }
  const rows = Array.from(logits);
  return Array.from(labels, (label, i) => outcomeOf(rows.slice(i * classes, (i + 1) * classes), label));
}
