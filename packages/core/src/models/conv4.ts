import type { Tensor } from '@tensorflow/tfjs-core';
import type { Model } from '../contracts/model.js';
import { InvalidDataError, InvalidOptionError } from '../errors.js';
import type { Initializer } from '../params/initializers.js';
import { activation } from '../layers/activation.js';
import type { ActivationName } from '../layers/activation.js';
import { film } from '../layers/context/film.js';
import { conv2d } from '../layers/conv2d.js';
import { dense } from '../layers/dense.js';
import { expectCount, shown } from '../layers/expect.js';
import { flatten } from '../layers/flatten.js';
import type { NormChoice } from '../layers/normalization/norm-of.js';
import { normOf } from '../layers/normalization/norm-of.js';
import { globalAveragePool, maxPool } from '../layers/pooling.js';
import type { Sequential } from '../layers/sequential.js';
import { sequential } from '../layers/sequential.js';

export interface Conv4Options {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Of each block; default 64. */
  readonly filters?: number;
  /** Units of the linear head; without it the model is an embedding. */
  readonly outputs?: number;
  /** How a block halves the image: `stride`, convolutions of stride 2 that pad · `pool` (default), 2 × 2 max-pooling that does not. */
  readonly downsample?: 'stride' | 'pool';
  /**
   * Of the head's kernel; default `glorotUniform`. `zeros` predicts all classes alike at first, so that how classes are numbered has no say;
   * `normal(1)` is that of MAML's code on Omniglot.
   */
  readonly headInitializer?: Initializer;
  /** What follows the blocks: the `mean` over the image, or `flatten` (default). */
  readonly head?: 'mean' | 'flatten';
  /** Default `{ statistics: 'batch' }`, with scale and offset; `{ groups: 8 }` is group normalisation, of each example by itself. */
  readonly norm?: NormChoice;
  /** Of each block; default `relu`. A smooth one has second derivatives everywhere. */
  readonly activation?: ActivationName;
  /** Of the convolutions; default true. Batch normalisation takes it out again, so without it the same is computed faster. */
  readonly bias?: boolean;
  /**
   * A vector of `size` entries that tells the task: it scales and shifts the channels of one block (default 3, as in CAVIA's code), after
   * normalisation and pooling and before the activation. A learner such as `cavia` moves it.
   */
  readonly context?: { readonly size: number; readonly block?: number };
}

const blocks = 4;
const defaults = {
  filters: 64,
  downsample: 'pool',
  head: 'flatten',
  norm: { statistics: 'batch' },
  activation: 'relu',
  bias: true,
} as const;

type BlockOptions = Required<Pick<Conv4Options, 'filters' | 'downsample' | 'norm' | 'activation' | 'bias'>>;

/**
 * 3 × 3 convolution, normalisation, activation and, with `pool`, 2 × 2 max-pooling; with a context of some size, that modulates
 * between pooling and activation.
 */
function block(inputChannels: number, options: BlockOptions, context?: number): Model {
  const { filters, downsample, norm, bias } = options;
  const strides = downsample === 'stride' ? 2 : 1;
  const pool = downsample === 'pool' ? { pool: maxPool() } : {};
  const bend = { activation: activation(options.activation) };
  return sequential({
    conv: conv2d({ inputChannels, filters, kernelSize: 3, strides, padding: 'same', bias }),
    norm: normOf(norm, filters),
    ...(context === undefined
      ? { ...bend, ...pool }
      : { ...pool, film: film({ size: context, channels: filters }), ...bend }),
  });
}

/** The size of the context at a block, if it enters there. */
function contextOf({ context }: Conv4Options): (at: number) => number | undefined {
  if (context === undefined) return () => undefined;
  const { size, block: entry = 3 } = context;
  if (![1, 2, 3, 4].includes(entry)) {
    throw new InvalidOptionError(`conv4: context.block must be 1, 2, 3 or 4, got ${entry}.`);
  }
  return (at) => (at === entry ? size : undefined);
}

/** Pictures of another size would pass, and be told by features of other places. */
function expectPictures(x: Tensor, { height, width, channels }: Conv4Options): void {
  const wanted = [height, width, channels];
  if (x.rank === 5 && wanted.every((length, axis) => x.shape[axis + 2] === length)) return;
  throw new InvalidDataError(
    `conv4: expected pictures [tasks, examples, ${wanted.join(', ')}], got ${shown(x.shape)}. Bring the pictures to that size, or build the network for theirs.`,
  );
}

function sizeAfterBlocks(size: number, downsample: 'stride' | 'pool'): number {
  const halved = (length: number): number => (downsample === 'stride' ? Math.ceil(length / 2) : Math.floor(length / 2));
  return Array.from({ length: blocks }).reduce<number>(halved, size);
}

/**
 * The four-block convolutional network of the few-shot literature:
 * `[T, N, height, width, channels] → [T, N, outputs]`, or `[T, N, features]` without a head.
 *
 * Leaves: `block1/conv/kernel`, `block1/conv/bias`, `block1/norm/offset`, …, `head/kernel`, `head/bias`, and with a context
 * `block3/film/context`, `block3/film/scale/kernel`, ….
 * MAML's Omniglot form (111,749 parameters and 256 offsets for 5 ways) is `{ height: 28, width: 28, channels: 1, outputs: 5,
 * downsample: 'stride', head: 'mean', norm: { statistics: 'batch', scale: false } }`; its miniImageNet form (32,645 and 128)
 * is 84 × 84 × 3 with 32 filters, `pool` and `flatten`.
 *
 * @throws InvalidOptionError if a size is not a positive integer, the block of the context does not exist, or nothing is left of the image
 *   after four halvings; InvalidDataError, when applied, if pictures are of another size
 * @see Vinyals et al. 2016, arXiv:1606.04080; Finn et al. 2017, arXiv:1703.03400, §A.1
 */
export function conv4(options: Conv4Options): Sequential {
  const { height, width, channels, outputs, headInitializer: initializer, context: _context, ...rest } = options;
  const { head, ...shape } = { ...defaults, ...rest };
  const { filters, downsample } = shape;
  for (const [name, value] of Object.entries({ height, width, channels, filters })) expectCount('conv4', name, value);
  const area = sizeAfterBlocks(height, downsample) * sizeAfterBlocks(width, downsample);
  if (area === 0) {
    throw new InvalidOptionError(
      `conv4: a ${height} × ${width} image has nothing left after four poolings; it needs at least 16 × 16, or downsample: 'stride'.`,
    );
  }
  const inputs = head === 'mean' ? filters : filters * area;
  const contextAt = contextOf(options);
  const network = sequential({
    block1: block(channels, shape, contextAt(1)),
    block2: block(filters, shape, contextAt(2)),
    block3: block(filters, shape, contextAt(3)),
    block4: block(filters, shape, contextAt(4)),
    features: head === 'mean' ? globalAveragePool() : flatten(),
    ...(outputs === undefined
      ? {}
      : { head: dense({ inputs, outputs, ...(initializer === undefined ? {} : { initializer }) }) }),
  });
  return {
    ...network,
    apply(params, x, context) {
      expectPictures(x, options);
      return network.apply(params, x, context);
    },
  };
}
