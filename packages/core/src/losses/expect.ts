import type { Tensor } from '@tensorflow/tfjs-core';
import { InvalidDataError } from '../errors.js';

const shown = (tensor: Tensor): string => `[${tensor.shape.join(', ')}]`;

/** @throws InvalidDataError unless both are `[T, N, …]` of one shape */
export function expectSameShape(where: string, predictions: Tensor, targets: Tensor, advice: string): void {
  const same =
    predictions.rank === targets.rank && predictions.shape.every((length, axis) => length === targets.shape[axis]);
  if (same && predictions.rank >= 2) return;
  throw new InvalidDataError(
    `${where}: expected predictions and targets of one shape [tasks, examples, …], got ${shown(predictions)} and ${shown(targets)}. ${advice}`,
  );
}

/** @throws InvalidDataError unless both are `[T, N, ways]` */
export function expectWays(where: string, logits: Tensor, labels: Tensor): void {
  const [ways, labelled] = [logits.shape.at(-1), labels.shape.at(-1)];
  if (logits.rank === 3 && labels.rank === 3 && ways !== labelled) {
    throw new InvalidDataError(
      `${where}: the logits, ${shown(logits)}, tell ${ways} ways apart and the labels, ${shown(labels)}, ${labelled}. ` +
        `Sample all tasks with ${ways} ways, or build the model's head for ${labelled}; a range of ways is for learners without a head, like a prototypical network.`,
    );
  }
  if (logits.rank !== 3) {
    throw new InvalidDataError(`${where}: expected logits of shape [tasks, examples, ways], got ${shown(logits)}.`);
  }
  expectSameShape(
    where,
    logits,
    labels,
    'Labels are one-hot, [tasks, examples, ways], for the same examples as the logits.',
  );
}

/** @throws InvalidDataError of one output: its softmax is 1 whatever it is, so that nothing would be learned */
export function expectSeveral(where: string, logits: Tensor): void {
  if (logits.shape.at(-1) !== 1) return;
  throw new InvalidDataError(
    `${where}: the logits, ${shown(logits)}, are of one output, whose softmax is always 1, so that nothing could be learned from it. ` +
      'For a yes or no use binaryCrossEntropy and binaryAccuracy, for values meanSquaredError, or give the head an output for each class.',
  );
}
