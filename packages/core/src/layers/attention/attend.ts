import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { InvalidDataError } from '../../errors.js';
import { stopGradient } from '../../gradients/stop-gradient.js';
import { shown } from '../expect.js';

/** Which keys a query may look at: 1 where it may and 0 elsewhere, `[Q, K]` or `[T, Q, K]`; or `causal`, key `k` for queries from `k` on. */
export type AttentionMask = Tensor | 'causal';

export interface AttendOptions {
  /** Factor of the products; default `1 / √d`. */
  readonly scale?: number;
  /** Default: every query looks at every key. */
  readonly mask?: AttentionMask;
}

/** What is asked, with `Q` queries a task, and what is looked at, `K` keys with a value each. */
export type Attended = { readonly queries: Tensor; readonly keys: Tensor; readonly values: Tensor };

/** Far below every score, and far above −∞, whose gradient would be NaN. */
const never = -1e30;

function expectAttended({ queries, keys, values }: Attended): void {
  const [q, k, v] = [queries.shape, keys.shape, values.shape];
  const fit = q[0] === k[0] && k[0] === v[0] && q[2] === k[2] && k[1] === v[1];
  if (q.length === 3 && k.length === 3 && v.length === 3 && fit) return;
  throw new InvalidDataError(
    `attend: expected queries [tasks, Q, d], keys [tasks, K, d] and values [tasks, K, v], got ${shown(q)}, ${shown(k)} and ${shown(v)}. ` +
      'Queries and keys have features of one length; each key has one value.',
  );
}

/** `[Q, K]` or `[T, Q, K]` as numbers 0 and 1. */
function allowed(mask: AttentionMask, [tasks, q, k]: readonly [number, number, number]): Tensor {
  if (mask === 'causal') {
    if (q === k)
      return tf.tensor2d(
        Float32Array.from({ length: q * k }, (_, i) => (i % k <= Math.floor(i / k) ? 1 : 0)),
        [q, k],
      );
    throw new InvalidDataError(
      `attend: a causal mask needs as many queries as keys, got ${q} and ${k}. Pass a mask [Q, K] that says which is before which.`,
    );
  }
  const wanted = mask.rank === 2 ? [q, k] : [tasks, q, k];
  if (mask.rank === wanted.length && wanted.every((length, axis) => mask.shape[axis] === length)) {
    return stopGradient(tf.cast(mask, 'float32'));
  }
  throw new InvalidDataError(
    `attend: expected a mask of shape [${q}, ${k}] or [${tasks}, ${q}, ${k}], got ${shown(mask.shape)}. It has a row for each query.`,
  );
}

/**
 * Attention by scaled products: `softmax over keys of (scale · q · k)`, times the values.
 * `[T, Q, d] × [T, K, d] × [T, K, v] → [T, Q, v]`.
 *
 * Where the mask is 0 the score counts as −10³⁰ before the softmax, so the weights of the allowed keys add up to 1 and the others are 0.
 * A query that may look at no key, or where there is none, gets zeros, and no gradient flows through it. Gradients flow to queries, keys and values, to any order.
 *
 * @throws InvalidDataError if shapes do not match, or `causal` has other than as many queries as keys
 * @see Vaswani et al. 2017, "Attention Is All You Need", §3.2.1, arXiv:1706.03762
 */
export function attend(queries: Tensor, keys: Tensor, values: Tensor, { scale, mask }: AttendOptions = {}): Tensor {
  expectAttended({ queries, keys, values });
  const [tasks, q, d] = queries.shape as [number, number, number];
  const scores = tf.mul(tf.matMul(queries, keys, false, true), scale ?? 1 / Math.sqrt(d));
  if (mask === undefined) return tf.matMul(tf.softmax(scores), values);
  const may = allowed(mask, [tasks, q, keys.shape[1] as number]);
  const masked = tf.add(tf.mul(scores, may), tf.mul(tf.sub(1, may), never));
  return tf.matMul(tf.mul(tf.softmax(masked), may), values);
}
