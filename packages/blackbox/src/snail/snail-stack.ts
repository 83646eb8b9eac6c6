import { InvalidOptionError } from '@innerloop/core';
import { causalAttention } from '../causal/attention.js';
import { causalStack } from '../causal/causal-stack.js';
import type { CausalStack } from '../causal/causal-stack.js';
import { denseBlock } from '../causal/dense-block.js';
import type { CausalLayer } from '../causal/layer.js';

/** The sizes of one attention. */
export interface AttentionSize {
  readonly keys: number;
  readonly values: number;
}

export interface SnailStackOptions {
  readonly inputs: number;
  /**
   * The longest sequence that temporal convolutions see whole, query included: `ways · shots + 1`. It decides how many there are, `⌈log₂ length⌉`
   * in each block; longer sequences are read too.
   */
  readonly length: number;
  /** Of each temporal convolution. Default 128. */
  readonly filters?: number;
  /** Attentions, with a block of temporal convolutions between two of them. Default the published 64/32, 256/128, 512/256. */
  readonly attentions?: readonly AttentionSize[];
}

const published: readonly AttentionSize[] = [
  { keys: 64, values: 32 },
  { keys: 256, values: 128 },
  { keys: 512, values: 256 },
];

/**
 * SNAIL's stack: attention, temporal convolutions of dilations 1, 2, 4, …, attention, and so on: `[T, N, inputs] → [T, N, outputs]`,
 * causal. m convolutions of kernel 2 reach 2^m examples, each lag once.
 *
 * Leaves: `attention0/…`, `block0/dilation1/…`, `block0/dilation2/…`, …, `attention1/…`, …
 *
 * @throws InvalidOptionError if a size is not a positive integer, or `length` is below 2
 * @see Mishra et al. 2018, arXiv:1707.03141, §3.1; dilations begin at 1, since 2, 4, 8, … of its listing reach even lags alone
 */
export function snailStack({ inputs, length, filters = 128, attentions = published }: SnailStackOptions): CausalStack {
  if (!Number.isInteger(length) || length < 2) {
    throw new InvalidOptionError(`snail: length must be an integer of at least 2, ways · shots + 1, got ${length}.`);
  }
  const layers: Record<string, CausalLayer> = {};
  const dilations = Array.from({ length: Math.ceil(Math.log2(length)) }, (_, i) => 2 ** i);
  let width = inputs;
  const add = (name: string, layer: CausalLayer): void => {
    layers[name] = layer;
    width = layer.outputs;
  };
  attentions.forEach((size, i) => {
    if (i > 0) {
      for (const dilation of dilations) {
        add(`block${i - 1}/dilation${dilation}`, denseBlock({ inputs: width, dilation, filters }));
      }
    }
    add(`attention${i}`, causalAttention({ inputs: width, ...size }));
  });
  return causalStack(layers);
}
