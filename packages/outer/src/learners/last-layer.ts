import { stopGradient } from '@innerloop/core';
import type { ResumableLearner, Tensor, Tree } from '@innerloop/core';
import { innerLearner } from '../loop/inner-learner.js';
import type { AnilAdapted, AnilOptions } from './anil.js';
import { learnedIn, networkOf, passThrough } from './body-and-head.js';

/**
 * Adapts the last layer on features that are cut from the graph: ANIL without the path from the head's steps to the body.
 *
 * Its values are those of `anil`. Its meta-gradient by the body is `∇_b L_Q` at the adapted head alone: no derivative is taken through the
 * features that the inner loop saw, so a meta-step costs one backward pass through the body for the query and none for the support. By the
 * head it is that of `anil`. Where statistics of the support normalise the query they stay a path to the body.
 *
 * @throws InvalidOptionError if a number of steps is no integer of at least 0, or the head has no learned leaf
 */
export function lastLayer<Y extends Tree = Tensor>(options: AnilOptions<Y>): ResumableLearner<AnilAdapted, Y> {
  const body = passThrough('body', options);
  return innerLearner(
    {
      name: 'last-layer',
      ...networkOf(options),
      moved: learnedIn('head', options, 'lastLayer'),
      encode: (params, x, context) => {
        const features = body(params, x, context);
        return context.pass === 'support' ? stopGradient(features) : features;
      },
      apply: passThrough('head', options),
    },
    options,
  );
}
