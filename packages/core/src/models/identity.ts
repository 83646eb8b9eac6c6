import * as tf from '@tensorflow/tfjs-core';
import type { Model } from '../contracts/model.js';
import { InvalidDataError, InvalidOptionError } from '../errors.js';

export interface IdentityOptions {
  /** Numbers an example: `x` is `[T, N, features]`. */
  readonly features: number;
}

/**
 * No network: `[T, N, features] → [T, N, features]`, the examples as they are. It has no parameters.
 *
 * The embedding of learners over features that are good already, those of a pretrained network for instance.
 *
 * @throws InvalidOptionError if `features` is not a positive integer; InvalidDataError, when applied, if examples have another shape
 */
export function identity({ features }: IdentityOptions): Model {
  if (!Number.isInteger(features) || features < 1) {
    throw new InvalidOptionError(`identity: features must be a positive integer, got ${features}.`);
  }
  return {
    specs: {},
    apply(_params, x) {
      if (x.rank === 3 && x.shape[2] === features) return tf.clone(x);
      throw new InvalidDataError(
        `identity: expected examples of ${features} features, [tasks, examples, ${features}], got [${x.shape.join(', ')}]. Set features to what the data have.`,
      );
    },
  };
}
