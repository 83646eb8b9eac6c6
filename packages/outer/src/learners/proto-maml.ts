import {
  dense,
  forward,
  InvalidDataError,
  InvalidOptionError,
  isLearned,
  observe,
  pick,
  sequential,
  stopGradient,
  under,
  zeros,
} from '@innerloop/core';
import type { Batch, Context, InnerLearner, Model, ParamTree, Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { innerLearner } from '../loop/inner-learner.js';
import type { InnerLearnerOptions } from '../loop/inner-learner.js';
import type { InnerTrail } from '../loop/path.js';
import { unlearned } from './anew.js';
import { passThrough } from './body-and-head.js';

export interface ProtoMamlOptions extends InnerLearnerOptions {
  /** The network without its head: `[T, N, …] → [T, N, features]`. */
  readonly model: Model;
  /** What the model gives of an example. */
  readonly features: number;
  /** Classes of a task, in training and test. */
  readonly ways: number;
  /** Factor of the logits of the first head, as that of `prototypical`; default 1. */
  readonly scale?: number;
  /** Whether derivatives flow through the first head to the network; default true, as in the paper. */
  readonly throughPrototypes?: boolean;
  /** Whether scales and offsets of normalisation adapt; default false, as in `maml`. */
  readonly adaptsNorm?: boolean;
}

/** The adapted network and head, per task, and the buffers that go with them. */
export type ProtoMamlAdapted = InnerTrail;

/** The linear classifier `2 s c_n`, `−s ‖c_n‖²` of class means: `[T, d, ways]` and `[T, ways]`. A class without examples has the mean zero. */
function headOf(features: Tensor, y: Tensor, scale: number): { readonly kernel: Tensor; readonly bias: Tensor } {
  const counts = tf.expandDims(tf.maximum(tf.sum(y, 1), 1), 2);
  const means = tf.div(tf.matMul(y, features, true), counts);
  return {
    kernel: tf.mul(tf.transpose(means, [0, 2, 1]), 2 * scale),
    bias: tf.mul(tf.sum(tf.square(means), 2), -scale),
  };
}

/**
 * Proto-MAML: MAML whose linear head begins, in every task, as the prototypes of its support.
 *
 * With `c_n = mean of f_θ(x) over class n`: `W_0 = [2 s c_n]`, `b_0 = [−s ‖c_n‖²]`, `φ_0 = (θ, W_0, b_0)`, `φ_{k+1} = rule(φ_k, ∇L_S(φ_k))`, objective
 * `L_Q(φ_K)`. Without an inner step it answers as `prototypical` does, but for what all classes share.
 *
 * Adapted are the network (below `model/body/`) and the head (`model/head/kernel`, `model/head/bias`), per task. The head is no meta-parameter. Gradients
 * flow through the first head unless `throughPrototypes` is false, and through every inner step when the order is exact.
 *
 * @throws InvalidOptionError if a size is not a positive integer, a number of steps is no integer of at least 0, or `scale` is not positive
 * @see Triantafillou et al. 2020, "Meta-Dataset: A Dataset of Datasets for Learning to Learn from Few Examples", §3, arXiv:1903.03096
 */
export function protoMaml(options: ProtoMamlOptions): InnerLearner<ProtoMamlAdapted> {
  const { model: body, features, ways, scale = 1, throughPrototypes = true, adaptsNorm = false } = options;
  if (!Number.isFinite(scale) || scale <= 0) {
    throw new InvalidOptionError(`protoMaml: scale must be a positive finite number, got ${scale}.`);
  }
  const head = dense({ inputs: features, outputs: ways, initializer: zeros });
  const parts = { body, head };
  const { normalization } = sequential(parts);
  const own = under('model/body', body.specs);
  const fresh = under('model/head', head.specs);
  const moves = pick(own, (name) => isLearned(own[name]) && (adaptsNorm || own[name]?.ofNormalization !== true));
  const [before, after] = [passThrough('body', parts), passThrough('head', parts)];
  const {
    begin: _begin,
    resume: _resume,
    ...learner
  } = innerLearner(
    {
      name: 'proto-maml',
      specs: { ...own, ...unlearned(fresh) },
      moved: { ...moves, ...fresh },
      begin: (_tasks: number, context: Context, params: ParamTree, support?: Batch<Tree>): ParamTree => {
        if (support === undefined)
          throw new InvalidDataError('protoMaml: its head begins as prototypes, which need a support, got none.');
        const look = (at: Context): Tensor => before(params, support.x, { ...at, pass: 'support' });
        const { value, reported } = observe(look, context);
        forward(
          pick(reported, (name) => own[name]?.role === 'running'),
          context,
        );
        const seen = throughPrototypes ? value : stopGradient(value);
        return { ...under('model/head', headOf(seen, support.y as Tensor, scale)) };
      },
      normalization,
      apply: (params, x, context) => after(params, before(params, x, context), context),
    },
    options,
  );
  return learner; // every support begins with a head of its own, so no inner loop goes on from another's
}
