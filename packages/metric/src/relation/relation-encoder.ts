import { activation, batchNorm, conv2d, InvalidOptionError, maxPool, sequential } from '@innerloop/core';
import type { ActivationName, Model, NormOptions, Sequential } from '@innerloop/core';

export interface RelationEncoderOptions {
  readonly channels: number;
  /** Of each block; default 64. */
  readonly filters?: number;
  /** How many of the first blocks pad nothing and halve the picture; default 2. */
  readonly pools?: number;
  /** Default `{ statistics: 'batch' }`. */
  readonly norm?: NormOptions;
  /** Default `relu`. */
  readonly activation?: ActivationName;
}

/**
 * The encoder of relation networks, `[T, N, height, width, channels] → [T, N, H, W, filters]`: four blocks of 3 × 3 convolution, normalisation and
 * activation. The first two pad nothing and end with 2 × 2 max-pooling, the others pad by one. So 28 × 28 gives 5 × 5, 84 × 84 gives 19 × 19.
 *
 * @throws InvalidOptionError if a size is not a positive integer, or `pools` not 0, 1, 2, 3 or 4
 * @see Sung et al. 2018, arXiv:1711.06025, and the class CNNEncoder of the authors' code
 */
export function relationEncoder(options: RelationEncoderOptions): Sequential {
  const { channels, filters = 64, pools = 2, norm = { statistics: 'batch' }, activation: bend = 'relu' } = options;
  if (![0, 1, 2, 3, 4].includes(pools)) {
    throw new InvalidOptionError(`relationEncoder: pools must be 0, 1, 2, 3 or 4, got ${pools}.`);
  }
  const block = (inputChannels: number, halves: boolean): Model =>
    sequential({
      conv: conv2d({ inputChannels, filters, kernelSize: 3, padding: halves ? 'valid' : 'same' }),
      norm: batchNorm({ ...norm, features: filters }),
      activation: activation(bend),
      ...(halves ? { pool: maxPool() } : {}),
    });
  return sequential({
    block1: block(channels, pools >= 1),
    block2: block(filters, pools >= 2),
    block3: block(filters, pools >= 3),
    block4: block(filters, pools >= 4),
  });
}
