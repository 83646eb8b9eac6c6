import type { Tensor } from '@tensorflow/tfjs-core';
import { InvalidDataError } from '../errors.js';
import { shown } from '../layers/expect.js';

/** @throws InvalidDataError unless both are vectors of one length, of the same tasks: `[T, Q, d]` and `[T, N, d]` */
export function expectVectors(where: string, a: Tensor, b: Tensor): void {
  if (a.rank === 3 && b.rank === 3 && a.shape[0] === b.shape[0] && a.shape[2] === b.shape[2]) return;
  throw new InvalidDataError(
    `${where}: expected [tasks, Q, d] and [tasks, N, d] of the same tasks and the same d, got ${shown(a.shape)} and ${shown(b.shape)}. ` +
      'Flatten features to one axis, and pass embeddings of one model for the same tasks.',
  );
}
