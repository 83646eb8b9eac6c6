import * as tf from '@tensorflow/tfjs-core';
import type { Model } from '../../contracts/model.js';
import { InvalidOptionError } from '../../errors.js';
import { rowsOf, tasksOf } from '../../task-axis/data.js';
import { expectCount, expectFeatures, expectWithin } from '../expect.js';
import { affine, affineSpecs, centre, standardize } from './standardize.js';

export interface GroupNormOptions {
  readonly features: number;
  /** How many groups of neighbouring features are normalised each by itself: a divisor of `features`. */
  readonly groups: number;
  /** Added to the variance; default 1e-5. */
  readonly epsilon?: number;
  /** Learned factor per feature; default true. */
  readonly scale?: boolean;
  /** Learned shift per feature; default true. */
  readonly offset?: boolean;
}

/**
 * Normalises each example over the features of a group and all places: `[T, N, …, features]` in and out, so feature maps over height, width and
 * the channels of the group. Examples never inform each other. With one group on `[T, N, features]` it is `layerNorm`; with as many groups
 * as channels it is instance normalisation.
 *
 * Leaves: `scale`, `offset` `[features]`, each shared or per task. Gradients flow through mean and variance, to any order.
 *
 * @throws InvalidOptionError if a size is not a positive integer, `groups` does not divide `features`, or `epsilon` is negative
 * @see Wu & He 2018, "Group Normalization", arXiv:1803.08494
 */
export function groupNorm(options: GroupNormOptions): Model {
  const { features, groups, epsilon = 1e-5, scale = true, offset = true } = options;
  expectCount('groupNorm', 'features', features);
  expectCount('groupNorm', 'groups', groups);
  expectWithin('groupNorm', 'epsilon', epsilon, 0, Infinity);
  if (features % groups !== 0) {
    throw new InvalidOptionError(
      `groupNorm: groups must divide features, got ${groups} groups and ${features} features.`,
    );
  }
  const specs = affineSpecs(features, scale, offset);
  return {
    specs,
    apply(params, x) {
      expectFeatures('groupNorm', x, features);
      const places = x.shape.slice(2, -1).reduce((product, length) => product * length, 1);
      const grouped = tf.reshape(x, [tasksOf(x), rowsOf(x), places, groups, features / groups]);
      const normalized = standardize(centre(grouped, [2, 4]), {}, {}, epsilon);
      return affine(tf.reshape(normalized, x.shape), params, specs);
    },
  };
}
