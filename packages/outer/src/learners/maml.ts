import { InvalidOptionError, isLearned, pick, scope, under, within } from '@innerloop/core';
import type { ResumableLearner, Model, ParamSpecs, Tensor, Tree } from '@innerloop/core';
import { innerLearner } from '../loop/inner-learner.js';
import type { InnerLearnerOptions } from '../loop/inner-learner.js';
import type { InnerTrail } from '../loop/path.js';

export interface MamlOptions<Y extends Tree = Tensor> extends InnerLearnerOptions<Y> {
  readonly model: Model;
  /** Prefixes of the model's leaves that the inner loop moves; default all learned ones but those of normalisation. */
  readonly adapts?: readonly string[];
  /**
   * Whether scales and offsets of normalisation adapt. Default false, as in the code of MAML and MAML++, where the outer loop alone learns
   * them; of leaves that `adapts` names, true.
   */
  readonly adaptsNorm?: boolean;
}

/** The adapted leaves, per task, and the buffers that go with them. */
export type MamlAdapted = InnerTrail;

type Moved = Pick<MamlOptions, 'adapts' | 'adaptsNorm'>;

/** The leaves of the learner that the inner loop moves, by their whole names. */
export function movedOf({ specs }: Model, { adapts, adaptsNorm = adapts !== undefined }: Moved): ParamSpecs {
  const known = Object.keys(specs);
  const unknown = adapts?.find((prefix) => !known.some((name) => name.startsWith(prefix)));
  if (unknown !== undefined) {
    throw new InvalidOptionError(
      `maml: adapts names '${unknown}', but no leaf of the model begins so. There are: ${known.join(', ')}.`,
    );
  }
  const moves = (name: string): boolean =>
    (adapts?.some((prefix) => name.startsWith(prefix)) ?? isLearned(specs[name])) &&
    (adaptsNorm || specs[name]?.ofNormalization !== true);
  return under('model', pick(specs, moves));
}

/**
 * Model-agnostic meta-learning: an initialisation from which a few steps of a rule on the support give a good model.
 *
 * `φ_0 = θ`, `φ_{k+1} = rule(φ_k, ∇L_S(φ_k))`, objective `L_Q(φ_K)`. Any model, any rule: with `sgd` it is MAML, with `metaSgd`
 * Meta-SGD. How the meta-gradient is taken (exact, first order, Reptile's displacement) is the estimator's business.
 *
 * Adapted leaves are per task; all others are used as they are, scales and offsets of normalisation among them unless `adaptsNorm` says
 * otherwise: with them in the inner loop it is another algorithm, and on a random conv4 another gradient. Gradients flow through every inner step when the order is exact.
 *
 * @throws InvalidOptionError if a number of steps is no integer of at least 0, or `adapts` names no leaf
 * @see Finn, Abbeel, Levine 2017, "Model-Agnostic Meta-Learning for Fast Adaptation of Deep Networks", arXiv:1703.03400
 */
export function maml<Y extends Tree = Tensor>(options: MamlOptions<Y>): ResumableLearner<MamlAdapted, Y> {
  const { model } = options;
  return innerLearner(
    {
      name: 'maml',
      specs: under('model', model.specs),
      moved: movedOf(model, options),
      normalization: model.normalization,
      apply: (params, x, context) => model.apply(scope(params, 'model'), x, within(context, 'model')),
    },
    options,
  );
}
