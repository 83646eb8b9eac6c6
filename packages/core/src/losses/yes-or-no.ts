import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { InvalidDataError } from '../errors.js';
import { expectSameShape } from './expect.js';

/**
 * How likely the yes is, in the shape of the logits: of one logit and one-hot labels of two classes the second class, else the targets as they are.
 *
 * @throws InvalidDataError if logits and targets are of other shapes
 */
export function yesOrNo(where: string, logits: Tensor, targets: Tensor): Tensor {
  if (logits.rank !== 3) {
    throw new InvalidDataError(
      `${where}: expected logits of shape [tasks, examples, 1], got [${logits.shape.join(', ')}].`,
    );
  }
  const oneHot = targets.rank === 3 && logits.shape[2] === 1 && targets.shape[2] === 2;
  const yes = oneHot ? tf.slice(targets, [0, 0, 1], [-1, -1, 1]) : targets;
  expectSameShape(
    where,
    logits,
    yes,
    'Targets are 0, 1 or a probability for each logit, or one-hot labels of two classes for one logit; of more classes use crossEntropy.',
  );
  return yes;
}
