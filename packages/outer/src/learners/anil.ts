import type { ResumableLearner, Tensor, Tree } from '@innerloop/core';
import { innerLearner } from '../loop/inner-learner.js';
import type { InnerLearnerOptions } from '../loop/inner-learner.js';
import type { InnerPoint } from '../loop/inner-loop.js';
import { learnedIn, networkOf, passThrough } from './body-and-head.js';
import type { BodyAndHead } from './body-and-head.js';

/** `batches` choose among the examples' features. */
export interface AnilOptions<Y extends Tree = Tensor> extends InnerLearnerOptions<Y>, BodyAndHead {}

/** The adapted head, per task, and the buffers that go with it. */
export type AnilAdapted = InnerPoint;

/**
 * Almost no inner loop: only the head adapts, on features of a body that all tasks share.
 *
 * `z = f_b(x)`, `h_0 = θ_h`, `h_{k+1} = rule(h_k, ∇_h L_S(h_k; z))`, objective `L_Q(h_K; f_b)`. The body sees the support once, whatever
 * the number of steps. It is `maml` on `sequential({ body, head })` with `adapts: ['head/']`, leaf by leaf and gradient by gradient.
 *
 * The adapted leaves are those of the head, per task. Gradients flow to the body through the query's features and, when the order is exact,
 * through those of the support, which shape every head step: `∇_b L_Q − α H_bh ∇_h L_Q` after one step of gradient descent.
 *
 * @throws InvalidOptionError if a number of steps is no integer of at least 0, or the head has no learned leaf
 * @see Raghu, Raghu, Bengio, Vinyals 2020, "Rapid Learning or Feature Reuse? Towards Understanding the Effectiveness of MAML", arXiv:1909.09157
 */
export function anil<Y extends Tree = Tensor>(options: AnilOptions<Y>): ResumableLearner<AnilAdapted, Y> {
  return innerLearner(
    {
      name: 'anil',
      ...networkOf(options),
      moved: learnedIn('head', options, 'anil'),
      encode: passThrough('body', options),
      apply: passThrough('head', options),
    },
    options,
  );
}
