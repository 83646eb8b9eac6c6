import {
  activation,
  batchNorm,
  conv2d,
  dense,
  flatten,
  InvalidOptionError,
  maxPool,
  sequential,
} from '@innerloop/core';
import type { ActivationName, Model, NormOptions, Sequential } from '@innerloop/core';

export interface RelationModuleOptions {
  /** Of the feature maps of one example. */
  readonly height: number;
  readonly width: number;
  /** Of the feature maps of one example; two are compared, so the module takes in twice as many. */
  readonly channels: number;
  /** Of each block; default 64. */
  readonly filters?: number;
  /** Units of the hidden layer; default 8. */
  readonly hidden?: number;
  /** Of the convolutions: `same` (default), as for Omniglot, or `valid`, as for miniImageNet. */
  readonly padding?: 'same' | 'valid';
  /** Default `{ statistics: 'batch' }`. */
  readonly norm?: NormOptions;
  /** Default `relu`. */
  readonly activation?: ActivationName;
}

/** What is left of a side after both blocks. */
const sideAfter = (side: number, padding: 'same' | 'valid'): number => {
  const once = (length: number): number => Math.max(0, Math.floor((padding === 'same' ? length : length - 2) / 2));
  return once(once(side));
};

/**
 * The convolutional relation module, `[T, pairs, height, width, 2 · channels] → [T, pairs, 1]`: two blocks of 3 × 3 convolution, normalisation,
 * activation and 2 × 2 max-pooling, then a hidden layer and one number, before its sigmoid.
 *
 * @throws InvalidOptionError if a size is not a positive integer, or nothing is left of the maps after two poolings
 * @see Sung et al. 2018, arXiv:1711.06025, and the class RelationNetwork of the authors' code
 */
export function relationModule(options: RelationModuleOptions): Sequential {
  const { height, width, channels, filters = 64, hidden = 8, padding = 'same' } = options;
  const { norm = { statistics: 'batch' }, activation: bend = 'relu' } = options;
  const area = sideAfter(height, padding) * sideAfter(width, padding);
  if (!(area > 0)) {
    throw new InvalidOptionError(
      `relationModule: maps of ${height} × ${width} have nothing left after two poolings. They need at least 4 × 4, with padding 'valid' 10 × 10.`,
    );
  }
  const block = (inputChannels: number): Model =>
    sequential({
      conv: conv2d({ inputChannels, filters, kernelSize: 3, padding }),
      norm: batchNorm({ ...norm, features: filters }),
      activation: activation(bend),
      pool: maxPool(),
    });
  return sequential({
    block1: block(2 * channels),
    block2: block(filters),
    flatten: flatten(),
    hidden: dense({ inputs: filters * area, outputs: hidden }),
    bend: activation(bend),
    score: dense({ inputs: hidden, outputs: 1 }),
  });
}
