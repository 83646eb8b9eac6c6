import { applyPart, dense, under } from '@innerloop/core';
import type { Context, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { CausalLayer } from './layer.js';

export interface CausalAttentionOptions {
  readonly inputs: number;
  /** Size of queries and keys. */
  readonly keys: number;
  readonly values: number;
}

/** Keys and values of earlier examples, `[T, N, …]`. */
export type AttentionPast = { readonly keys: Tensor; readonly values: Tensor };

/** So little that its exponential is zero, and finite, so that gradients are. */
const nothing = -1e9;

/** 0 where row i may look at row j, which is where j < i, and `nothing` elsewhere: `[1, N, N]`. */
function earlierOnly(rows: number): Tensor {
  const mask = Array.from({ length: rows * rows }, (_, place) =>
    place % rows < Math.floor(place / rows) ? 0 : nothing,
  );
  return tf.tensor(mask, [1, rows, rows]);
}

/**
 * Causal attention whose result is joined to its input: with keys K, values V and queries q, all linear in the examples,
 * `y_i = [x_i, Σ_{j ≤ i} softmax_j(⟨q_i, k_j⟩ / √keys) v_j]`. The mask comes before the softmax, which is over keys.
 *
 * Leaves: `query/…`, `key/…`, `value/…`, each a kernel and a bias. Outputs: `inputs + values`. Gradients flow to any order.
 *
 * @throws InvalidOptionError if a size is not a positive integer
 * @see Mishra et al. 2018, "A Simple Neural Attentive Meta-Learner", arXiv:1707.03141, §3.1; Vaswani et al. 2017, arXiv:1706.03762
 */
export function causalAttention({ inputs, keys, values }: CausalAttentionOptions): CausalLayer<AttentionPast> {
  const parts = {
    query: dense({ inputs, outputs: keys }),
    key: dense({ inputs, outputs: keys }),
    value: dense({ inputs, outputs: values }),
  };
  const of = (name: keyof typeof parts, params: ParamTree, x: Tensor, context: Context): Tensor =>
    applyPart(parts[name], name, params, x, context);
  const past: CausalLayer<AttentionPast>['past'] = (params, x, context) => ({
    keys: of('key', params, x, context),
    values: of('value', params, x, context),
  });

  function joined(params: ParamTree, x: Tensor, known: AttentionPast, context: Context, mask?: Tensor): Tensor {
    const own = past(params, x, context);
    const rows = known.keys.shape[1] as number;
    if (rows === 0) return tf.concat([x, own.values], 2);
    const query = tf.mul(of('query', params, x, context), 1 / Math.sqrt(keys));
    const scores = tf.matMul(query, known.keys, false, true);
    const self = tf.sum(tf.mul(query, own.keys), 2, true);
    const shares = tf.softmax(tf.concat([mask === undefined ? scores : tf.add(scores, mask), self], 2));
    const [tasks, count] = shares.shape as [number, number];
    const seen = tf.matMul(tf.slice(shares, [0, 0, 0], [tasks, count, rows]), known.values);
    const ownShare = tf.slice(shares, [0, 0, rows], [tasks, count, 1]);
    return tf.concat([x, tf.add(seen, tf.mul(ownShare, own.values))], 2);
  }
  return {
    specs: Object.assign(
      {},
      ...Object.entries(parts).map(([name, part]) => under(name, part.specs)),
    ) as typeof parts.query.specs,
    inputs,
    outputs: inputs + values,
    past,
    along: (params, x, known, context) => joined(params, x, known, context, earlierOnly(x.shape[1] as number)),
    after: (params, x, known, context) => joined(params, x, known, context),
  };
}
