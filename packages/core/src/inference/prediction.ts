import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { InvalidDataError } from '../errors.js';
import { tidy } from '../trees/memory.js';
import type { Label } from './labels.js';

/** A class with the probability of every class. */
export interface Prediction {
  readonly label: Label;
  readonly probability: number;
  /** In the order of the task's `classes`. */
  readonly probabilities: readonly { readonly label: Label; readonly probability: number }[];
}

/** `[N, classes]`: a softmax of as many logits, or of one logit the probabilities of no and yes. */
const sharesOf = (logits: Tensor): Tensor =>
  logits.shape.at(-1) === 1 ? tf.concat([tf.sigmoid(tf.neg(logits)), tf.sigmoid(logits)], -1) : tf.softmax(logits);

/**
 * Labels with their probabilities, one prediction a row of logits.
 *
 * @throws InvalidDataError if there are not as many logits as classes
 */
export function readPredictions(logits: Tensor, classes: readonly Label[]): Prediction[] {
  const told = logits.shape.at(-1) as number;
  if (told !== classes.length && !(told === 1 && classes.length === 2)) {
    throw new InvalidDataError(
      `predict: the model tells ${told} classes apart, but the task has ${classes.length}. Adapt with examples of ${told} classes, or train a model for ${classes.length} ways.`,
    );
  }
  const shares = tidy(() => sharesOf(logits));
  const values = shares.dataSync();
  shares.dispose();
  return Array.from({ length: logits.shape[0] }, (_, row) => {
    const probabilities = classes.map((label, i) => ({
      label,
      probability: values[row * classes.length + i] as number,
    }));
    const best = probabilities.reduce((left, right) => (right.probability > left.probability ? right : left));
    return { ...best, probabilities };
  });
}
