import {
  constant,
  differentiate,
  InvalidOptionError,
  leaf,
  mapParams,
  mlp,
  offTape,
  perTaskScalar,
  scope,
  tasksOf,
  under,
  within,
} from '@innerloop/core';
import type { ActivationName, Batch, Context, InnerLearner, Model, ParamTree, Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { maml, movedOf } from './maml.js';
import type { MamlAdapted, MamlOptions } from './maml.js';

export interface L2fOptions<Y extends Tree = Tensor> extends MamlOptions<Y> {
  /** What is left of every leaf at first, between 0 and 1; default 0.98, so that training begins near MAML. */
  readonly kept?: number;
  /** Of the network that looks at gradients; default `relu`. Mean gradients are small, so a rectifier begins at its kink: differences need a smooth one. */
  readonly activation?: ActivationName;
}

/** The network that looks at gradients, `[T, 1, leaves] → [T, 1, leaves]`: its last offsets begin at the logit of what is kept. */
function attenuatorOf(leaves: number, kept: number, activation: ActivationName): Model {
  if (!(kept > 0 && kept < 1)) {
    throw new InvalidOptionError(`l2f: kept must be above 0 and below 1, got ${kept}. The default is 0.98.`);
  }
  const net = mlp({ inputs: leaves, hidden: [leaves], outputs: leaves, activation });
  const bias = { shape: [leaves], initialize: constant(Math.log(kept / (1 - kept))) };
  return { ...net, specs: { ...net.specs, 'head/bias': bias } };
}

/** The mean of each task's entries: `[T]`. */
const meanPerTask = (tensor: Tensor): Tensor => tf.mean(tf.reshape(tensor, [tasksOf(tensor), -1]), 1);

/**
 * L2F, learning to forget: before the inner loop each task takes a part of the initialisation away, layer by layer.
 *
 * `φ_0^ℓ = γ^ℓ θ^ℓ` for every adapted leaf ℓ, with `γ = σ(g([mean ∇_{θ^ℓ} L_S(θ)]_ℓ))`; from there it is `maml`. For L leaves `g` is a
 * perceptron L → L → L, with a rectifier unless told otherwise, below `forget/`. With `γ = 1` it is MAML. Gradients flow through `γ`, and by exact order through
 * the gradients that `g` sees. One gradient of the support more than MAML.
 *
 * @throws InvalidOptionError if `kept` is not between 0 and 1, or `maml` refuses an option
 * @see Baik, Hong, Lee 2020, "Learning to Forget for Meta-Learning", arXiv:1906.05895
 */
export function l2f<Y extends Tree = Tensor>(options: L2fOptions<Y>): InnerLearner<MamlAdapted, Y> {
  const { model, kept = 0.98, activation = 'relu' } = options;
  // Where the loop begins depends on the support, so it cannot begin without one.
  const { begin: _begin, resume: _resume, ...base } = maml(options);
  const names = Object.keys(movedOf(model, options));
  const attenuator = attenuatorOf(names.length, kept, activation);

  /** The parameters with what each task keeps of the leaves that adapt. */
  const forgetting = (params: ParamTree, support: Batch<Y>, context: Context): ParamTree => {
    const at = within(context, 'forget');
    const start = base.initial(params, support, at);
    const slope = (): ParamTree =>
      differentiate((phi, c) => base.innerObjective(params, phi, support, c), start.params, at).grads;
    const grads = context.order === 'first' ? offTape(slope) : slope();
    const seen = tf.expandDims(
      tf.stack(
        names.map((name) => meanPerTask(leaf(grads, name))),
        1,
      ),
      1,
    );
    const left = tf.sigmoid(attenuator.apply(scope(params, 'forget'), seen, at));
    const shares = tf.unstack(tf.squeeze(left, [1]), 1);
    const weakened = mapParams(start.params, (tensor, name) =>
      tf.mul(tensor, perTaskScalar(shares[names.indexOf(name)] as Tensor, tensor.rank)),
    );
    return { ...params, ...weakened };
  };

  return {
    ...base,
    name: 'l2f',
    specs: { ...base.specs, ...under('forget', attenuator.specs) },
    initial: (params, support, context) => base.initial(forgetting(params, support, context), support, context),
    innerObjective: (params, adapted, support, context) =>
      base.innerObjective(forgetting(params, support, context), adapted, support, context),
    trajectory: (params, support, steps, context) =>
      base.trajectory(forgetting(params, support, context), support, steps, context),
    adapt: (params, support, context) => base.adapt(forgetting(params, support, context), support, context),
  };
}
