import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Model } from '../contracts/model.js';
import { InvalidDataError } from '../errors.js';
import { mergeTasks, splitTasks, tasksOf } from '../task-axis/data.js';
import type { Pair } from './expect.js';
import { expectImages, expectPair } from './expect.js';

export interface PoolOptions {
  /** Window, default 2 × 2. */
  readonly size?: Pair;
  /** Default: the window, so that windows do not overlap. */
  readonly strides?: Pair;
  /** `valid` (default) leaves out what does not fill a window; `same` pads, and padding counts in no maximum and no average. */
  readonly padding?: 'same' | 'valid';
}

type Pool = (x: Tensor4D, size: [number, number], strides: [number, number], padding: 'same' | 'valid') => Tensor4D;

/** @throws InvalidDataError unless a window fits into the images */
function expectRoom(name: string, x: Tensor, [height, width]: readonly [number, number]): void {
  const [, , high, wide] = x.shape as [number, number, number, number, number];
  if (high >= height && wide >= width) return;
  throw new InvalidDataError(
    `${name}: no window of ${height} × ${width} fits into images of ${high} × ${wide}. Give the network larger pictures, or fewer layers that halve them.`,
  );
}

function pool(name: string, f: Pool, { size = 2, strides = size, padding = 'valid' }: PoolOptions): Model {
  const window = expectPair(name, 'size', size);
  const step = expectPair(name, 'strides', strides);
  return {
    specs: {},
    apply(_params, x) {
      expectImages(name, x);
      if (padding === 'valid') expectRoom(name, x, window);
      return splitTasks(f(mergeTasks(x) as Tensor4D, [...window], [...step], padding), tasksOf(x));
    },
  };
}

/**
 * The largest entry of each window, channel by channel: `[T, N, H, W, C] → [T, N, H', W', C]`. The gradient goes to that entry.
 *
 * @throws InvalidOptionError if a size is not a positive integer; InvalidDataError, when applied, if no window fits
 */
export const maxPool = (options: PoolOptions = {}): Model => pool('maxPool', tf.maxPool, options);

/**
 * The mean of each window, channel by channel: `[T, N, H, W, C] → [T, N, H', W', C]`.
 *
 * @throws InvalidOptionError if a size is not a positive integer; InvalidDataError, when applied, if no window fits
 */
export const averagePool = (options: PoolOptions = {}): Model => pool('averagePool', tf.avgPool, options);

/** The mean over an image, channel by channel: `[T, N, H, W, C] → [T, N, C]`. */
export function globalAveragePool(): Model {
  return {
    specs: {},
    apply(_params, x) {
      expectImages('globalAveragePool', x);
      return tf.mean(x, [2, 3]);
    },
  };
}
