import { InvalidDataError, InvalidOptionError } from '@innerloop/core';

/** Predictions whose confidence lies in `(from, to]`. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean probability of the predicted class; `undefined` where the bin is empty, as is the next. */
  readonly confidence: number | undefined;
  /** Share of them that is right. */
  readonly accuracy: number | undefined;
}

/** How far probabilities can be taken at their word. */
export interface Calibration {
  /** Expected calibration error, from 0 to 1: `Σ_b (n_b / n) · |accuracy_b − confidence_b|`. */
  readonly ece: number;
  /** The largest gap of a bin that is not empty. */
  readonly mce: number;
  /** Mean probability of the predicted class, and share of predictions that are right. */
  readonly confidence: number;
  readonly accuracy: number;
  readonly count: number;
  /** Of equal width, from 0 to 1. */
  readonly bins: readonly CalibrationBin[];
}

export interface CalibrationOptions {
  /** Bins of equal width. Default 15. */
  readonly bins?: number | undefined;
}

/** What was predicted with which probability, and whether it was right. */
export interface Outcome {
  readonly confidence: number;
  readonly correct: boolean;
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const gapOf = ({ confidence = 0, accuracy = 0 }: CalibrationBin): number => Math.abs(accuracy - confidence);

function binOf(outcomes: readonly Outcome[], at: number, bins: number): CalibrationBin {
  const within = outcomes.filter(({ confidence }) => placeOf(confidence, bins) === at);
  const isEmpty = within.length === 0;
  return {
    from: at / bins,
    to: (at + 1) / bins,
    count: within.length,
    confidence: isEmpty ? undefined : meanOf(within.map(({ confidence }) => confidence)),
    accuracy: isEmpty ? undefined : meanOf(within.map(({ correct }) => Number(correct))),
  };
}

/** A confidence at the edge of two bins belongs to the lower. */
const placeOf = (confidence: number, bins: number): number => Math.max(0, Math.ceil(confidence * bins) - 1);

function expectOutcomes(outcomes: readonly Outcome[], bins: number): void {
  if (!Number.isInteger(bins) || bins < 1) {
    throw new InvalidOptionError(`calibrationOf: bins must be an integer of at least 1, got ${bins}.`);
  }
  if (outcomes.length === 0) {
    throw new InvalidDataError('calibrationOf: expected predictions, got none. Evaluate at least one query.');
  }
  const wrong = outcomes.findIndex(({ confidence }) => !(confidence >= 0 && confidence <= 1));
  if (wrong === -1) return;
  throw new InvalidDataError(
    `calibrationOf: expected confidences from 0 to 1, prediction ${wrong} has ${outcomes[wrong]?.confidence}. Pass probabilities, not logits.`,
  );
}

/**
 * Calibration of predictions with their confidence, in bins of equal width.
 *
 * @throws InvalidDataError if there are none, or a confidence is no probability
 * @see Guo, Pleiss, Sun, Weinberger 2017, "On Calibration of Modern Neural Networks", arXiv:1706.04599
 */
export function calibrationOf(outcomes: readonly Outcome[], { bins = 15 }: CalibrationOptions = {}): Calibration {
  expectOutcomes(outcomes, bins);
  const made = Array.from({ length: bins }, (_, at) => binOf(outcomes, at, bins));
  const count = outcomes.length;
  return {
    ece: made.reduce((sum, bin) => sum + (bin.count / count) * gapOf(bin), 0),
    mce: Math.max(...made.map(gapOf)),
    confidence: meanOf(outcomes.map(({ confidence }) => confidence)),
    accuracy: meanOf(outcomes.map(({ correct }) => Number(correct))),
    count,
    bins: made,
  };
}
