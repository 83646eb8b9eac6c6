import type { Model } from '../../contracts/model.js';
import { expectCount, expectFeatures } from '../expect.js';
import { affineSpecs, centre, standardize } from './standardize.js';

export interface LayerNormOptions {
  readonly features: number;
  /** Added to the variance; default 1e-5. */
  readonly epsilon?: number;
  /** Learned factor per feature; default true. */
  readonly scale?: boolean;
  /** Learned shift per feature; default true. */
  readonly offset?: boolean;
}

/**
 * Normalises each example, and each place of it, over its features: `[T, N, …, features]` in and out. Examples never inform each other.
 *
 * @throws InvalidOptionError if `features` is not a positive integer
 * @see Ba et al. 2016, "Layer Normalization", arXiv:1607.06450
 */
export function layerNorm({ features, epsilon = 1e-5, scale = true, offset = true }: LayerNormOptions): Model {
  expectCount('layerNorm', 'features', features);
  const specs = affineSpecs(features, scale, offset);
  return {
    specs,
    apply(params, x) {
      expectFeatures('layerNorm', x, features);
      return standardize(centre(x, [x.rank - 1]), params, specs, epsilon);
    },
  };
}
