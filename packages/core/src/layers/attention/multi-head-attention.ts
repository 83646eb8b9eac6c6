import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Context } from '../../contracts/model.js';
import type { ParamSpecs } from '../../contracts/params.js';
import type { ParamTree } from '../../contracts/tree.js';
import { InvalidOptionError } from '../../errors.js';
import { under } from '../../params/named.js';
import type { Initializer } from '../../params/initializers.js';
import { broadcast } from '../../primitives/broadcast.js';
import { dense } from '../dense.js';
import { expectCount } from '../expect.js';
import { applyPart } from '../part.js';
import { attend } from './attend.js';
import type { AttendOptions, Attended, AttentionMask } from './attend.js';

export interface MultiHeadAttentionOptions {
  /** Features of what comes in. */
  readonly inputs: { readonly queries: number; readonly keys: number; readonly values: number };
  readonly heads: number;
  /** Features that queries, keys and values are projected to, of all heads together: a multiple of `heads`. */
  readonly units: number;
  /** Features of what comes out. */
  readonly outputs: number;
  /** Of the kernels; default `glorotUniform`. */
  readonly initializer?: Initializer;
}

/** Attention with weights of its own: no model, since it takes queries, keys and values. */
export interface MultiHeadAttention {
  readonly specs: ParamSpecs;
  /** Queries `[T, Q, …]`, keys and values `[T, K, …]`; the value is `[T, Q, outputs]`. The mask is that of `attend`, the same for all heads. */
  apply(params: ParamTree, attended: Attended, context: Context, options?: AttendOptions): Tensor;
}

/** `[T, N, heads · d]` as `[T · heads, N, d]`. */
function toHeads(x: Tensor, heads: number): Tensor {
  const [tasks, rows, units] = x.shape as [number, number, number];
  const apart = tf.transpose(tf.reshape(x, [tasks, rows, heads, units / heads]), [0, 2, 1, 3]);
  return tf.reshape(apart, [tasks * heads, rows, units / heads]);
}

/** The inverse of `toHeads`. */
function fromHeads(x: Tensor, heads: number): Tensor {
  const [all, rows, width] = x.shape as [number, number, number];
  const apart = tf.transpose(tf.reshape(x, [all / heads, heads, rows, width]), [0, 2, 1, 3]);
  return tf.reshape(apart, [all / heads, rows, heads * width]);
}

/** A mask of each task, for all of its heads. */
function forHeads(mask: AttentionMask, heads: number): AttentionMask {
  if (mask === 'causal' || mask.rank !== 3) return mask;
  const [tasks, q, k] = mask.shape as [number, number, number];
  const repeated = broadcast(tf.expandDims(tf.cast(mask, 'float32'), 1), [tasks, heads, q, k]);
  return tf.reshape(repeated, [tasks * heads, q, k]);
}

/**
 * Multi-head attention: queries, keys and values are projected, each head attends with its share of the features, and what the heads found is
 * put side by side and projected. The scale's default is `1 / √(units / heads)`. Gradients flow to any order.
 *
 * Leaves: `kernel` and `bias` below `query/`, `key/`, `value/` and `output/`, each shared or per task.
 *
 * @throws InvalidOptionError if a size is not a positive integer, or `units` no multiple of `heads`; InvalidDataError as `attend`
 * @see Vaswani et al. 2017, "Attention Is All You Need", §3.2.2, arXiv:1706.03762
 */
export function multiHeadAttention(options: MultiHeadAttentionOptions): MultiHeadAttention {
  const { inputs, heads, units, outputs, initializer } = options;
  expectCount('multiHeadAttention', 'heads', heads);
  expectCount('multiHeadAttention', 'units', units);
  if (units % heads !== 0) {
    throw new InvalidOptionError(
      `multiHeadAttention: units must be a multiple of heads, got ${units} units and ${heads} heads.`,
    );
  }
  const start = initializer === undefined ? {} : { initializer };
  const parts = {
    query: dense({ inputs: inputs.queries, outputs: units, ...start }),
    key: dense({ inputs: inputs.keys, outputs: units, ...start }),
    value: dense({ inputs: inputs.values, outputs: units, ...start }),
    output: dense({ inputs: units, outputs, ...start }),
  };
  return {
    specs: Object.assign({}, ...Object.entries(parts).map(([name, part]) => under(name, part.specs))) as ParamSpecs,
    apply(params, { queries, keys, values }, context, { mask, ...rest } = {}) {
      const projected = (name: 'query' | 'key' | 'value', x: Tensor): Tensor =>
        toHeads(applyPart(parts[name], name, params, x, context), heads);
      const found = attend(projected('query', queries), projected('key', keys), projected('value', values), {
        ...rest,
        ...(mask === undefined ? {} : { mask: forHeads(mask, heads) }),
      });
      return applyPart(parts.output, 'output', params, fromHeads(found, heads), context);
    },
  };
}
