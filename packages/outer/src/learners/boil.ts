import { fixed, isLearned, mapSpecs } from '@innerloop/core';
import type { ResumableLearner, Model, Tensor, Tree } from '@innerloop/core';
import { innerLearner } from '../loop/inner-learner.js';
import type { InnerLearnerOptions } from '../loop/inner-learner.js';
import type { InnerPoint } from '../loop/inner-loop.js';
import { learnedIn, networkOf, passThrough } from './body-and-head.js';
import type { BodyAndHead } from './body-and-head.js';

export interface BoilOptions<Y extends Tree = Tensor> extends InnerLearnerOptions<Y>, BodyAndHead {
  /** Keeps the head as it was initialised: no loop moves it. Then classes must be numbered anew in every task. Default false. */
  readonly fixedHead?: boolean;
}

/** The adapted body, per task, and the buffers that go with it. */
export type BoilAdapted = InnerPoint;

const unmoved = (model: Model): Model => ({
  ...model,
  specs: mapSpecs(model.specs, (spec) => (isLearned(spec) ? fixed(spec) : spec)),
});

/**
 * Body only update in inner loop: the features go to where the classes of a head are that no inner step moves.
 *
 * `b_0 = θ_b`, `b_{k+1} = rule(b_k, ∇_b L_S(b_k, θ_h))`, objective `L_Q(b_K, θ_h)`. It is `maml` on `sequential({ body, head })` with
 * `adapts: ['body/']`. The adapted leaves are those of the body, per task; the head is learned by the outer loop alone, or by none
 * (`fixedHead`, with `orthogonal()` as its initializer for instance).
 *
 * @throws InvalidOptionError if a number of steps is no integer of at least 0, or the body has no learned leaf
 * @see Oh, Yoo, Kim, Yun 2021, "BOIL: Towards Representation Change for Few-shot Learning", arXiv:2008.08882
 */
export function boil<Y extends Tree = Tensor>(options: BoilOptions<Y>): ResumableLearner<BoilAdapted, Y> {
  const { body, head: given, fixedHead = false } = options;
  const parts: BodyAndHead = { body, head: fixedHead ? unmoved(given) : given };
  const [before, after] = [passThrough('body', parts), passThrough('head', parts)];
  return innerLearner(
    {
      name: 'boil',
      ...networkOf(parts),
      moved: learnedIn('body', parts, 'boil'),
      apply: (params, x, context) => after(params, before(params, x, context), context),
    },
    options,
  );
}
