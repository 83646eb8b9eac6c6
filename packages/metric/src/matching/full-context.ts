import {
  attend,
  bidirectionalLstm,
  broadcast,
  InvalidOptionError,
  lstmCell,
  rowsOf,
  scope,
  tasksOf,
  under,
} from '@innerloop/core';
import type { Context, ParamSpecs, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

export interface FullContextOptions {
  /** Features of the embedding, which are the units of the LSTMs as well. */
  readonly features: number;
  /** `K_p`, how often the query looks at the support; default 3. With 0 the query is embedded without its context. */
  readonly steps?: number;
}

/** Embeddings that see the whole support. */
export interface FullContext {
  readonly specs: ParamSpecs;
  /** `g(x_i, S)` of all examples of the support, `[T, N, features]` in and out. Their order counts. */
  support(params: ParamTree, features: Tensor): Tensor;
  /** `f(x̂, S)` of each query by itself: `[T, Q, features]` and the support's `g` to `[T, Q, features]`. */
  query(params: ParamTree, features: Tensor, support: Tensor, context: Context): Tensor;
}

/**
 * Full context embeddings. Of the support, read in order: `g(x_i) = →h_i + ←h_i + g'(x_i)` by a bidirectional LSTM. Of the query, for
 * `k = 1 … K_p`: `ĥ_k, c_k = LSTM([f'(x̂), r_{k−1}], (h_{k−1}, c_{k−1}))`, `h_k = ĥ_k + f'(x̂)`, `r_k = Σ_i softmax_i(h_kᵀ g_i) g_i`, from
 * `h_0 = c_0 = 0` and `r_0 = mean_i g_i`; the embedding is `h_{K_p}`. Gradients flow through all.
 *
 * @throws InvalidOptionError if a size is not a positive integer, or `steps` not an integer of at least 0
 * @see Vinyals et al. 2016, §2.1.2 and appendix A.1, arXiv:1606.04080; `r_0` as in the baseline of twitter/meta-learning-lstm
 */
export function fullContext({ features, steps = 3 }: FullContextOptions): FullContext {
  if (!Number.isInteger(steps) || steps < 0) {
    throw new InvalidOptionError(`matching: fullContext.steps must be an integer of at least 0, got ${steps}.`);
  }
  const both = bidirectionalLstm({ inputs: features, units: features });
  const reader = lstmCell({ inputs: 2 * features, units: features });
  return {
    specs: { ...under('support', both.specs), ...(steps === 0 ? {} : under('query', reader.specs)) },
    support: (params, own) => {
      const { forward, backward } = both.run(scope(params, 'support'), own);
      return tf.add(tf.add(forward.outputs, backward.outputs), own);
    },
    query: (params, own, support, context) => {
      const weights = scope(params, 'query');
      let { hidden, cell } = reader.start([tasksOf(own), rowsOf(own)]);
      let read = broadcast(tf.mean(support, 1, true), own.shape);
      for (let k = 0; k < steps; k++) {
        const next = reader.step(weights, tf.concat([own, read], 2), { hidden, cell }, context);
        cell = next.cell;
        hidden = tf.add(next.hidden, own);
        read = attend(hidden, support, support, { scale: 1 });
      }
      return steps === 0 ? own : hidden;
    },
  };
}
