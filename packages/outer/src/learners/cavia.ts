import { InvalidOptionError, pick, scope, under, within } from '@innerloop/core';
import type { ResumableLearner, Model, ParamSpecs, Tensor, Tree } from '@innerloop/core';
import { innerLearner } from '../loop/inner-learner.js';
import type { InnerLearnerOptions } from '../loop/inner-learner.js';
import type { InnerPoint } from '../loop/inner-loop.js';

export interface CaviaOptions<Y extends Tree = Tensor> extends InnerLearnerOptions<Y> {
  /** A model with a context vector: `mlp` or `conv4` with `context`, or one of layers with `appendContext` or `film` among them. */
  readonly model: Model;
}

/** The contexts of the tasks, and the buffers that go with them. */
export type CaviaAdapted = InnerPoint;

/** The fixed leaves that are called `context`, wherever they stand: the contract of models with a context. */
function contextsOf({ specs }: Model): ParamSpecs {
  const contexts = pick(
    specs,
    (name) => specs[name]?.role === 'fixed' && (name === 'context' || name.endsWith('/context')),
  );
  if (Object.keys(contexts).length > 0) return under('model', contexts);
  throw new InvalidOptionError(
    "cavia: the model has no context, a fixed leaf of the name 'context'. Give mlp or conv4 the option context, such as { size: 5 }, or put " +
      `appendContext or film among its layers. Its leaves are: ${Object.keys(specs).join(', ')}.`,
  );
}

/**
 * Fast context adaptation: all of the network is shared, and a task is told to it by a small vector.
 *
 * `c_0 = 0`, `c_{k+1} = rule(c_k, ∇_c L_S(θ, c_k))`, objective `L_Q(θ, c_K)`. The context starts at zero in every task: it is no
 * meta-parameter. The adapted leaves are the contexts, per task; `θ` is moved by the outer loop alone. When the order is exact, gradients flow to
 * `θ` through the inner gradients too: second order, but of the context's few entries.
 *
 * @throws InvalidOptionError if a number of steps is no integer of at least 0, or the model has no context
 * @see Zintgraf, Shiarlis, Kurin, Hofmann, Whiteson 2019, "Fast Context Adaptation via Meta-Learning", arXiv:1810.03642
 */
export function cavia<Y extends Tree = Tensor>(options: CaviaOptions<Y>): ResumableLearner<CaviaAdapted, Y> {
  const { model } = options;
  return innerLearner(
    {
      name: 'cavia',
      specs: under('model', model.specs),
      moved: contextsOf(model),
      normalization: model.normalization,
      apply: (params, x, context) => model.apply(scope(params, 'model'), x, within(context, 'model')),
    },
    options,
  );
}
