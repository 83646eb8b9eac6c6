import { compileFunction } from '@innerloop/compile';
import { initialize, seed } from '@innerloop/core';
import type { AnyLearner, Episode, Key, MetaGradient, ParamTree, Tree } from '@innerloop/core';
import { relativeError } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';

/** How far a compiled meta-gradient is from the eager one: loss, gradients and reports, relative to their length. */
export function distance<L extends AnyLearner>(
  learner: L,
  how: MetaGradient<L>,
  episode: Episode,
  key: Key = seed(52),
): number {
  type Given = { readonly params: ParamTree; readonly episode: Episode };
  const estimate = (given: Given, at: Key): Tree => how.estimate({ learner, ...given, key: at });
  const fast = compileFunction(estimate, {
    onFallback: (reason) => {
      throw new Error(reason);
    },
  });
  try {
    let found = Number.NaN;
    tf.tidy(() => {
      const params = initialize(learner.specs, seed(50));
      found = relativeError(fast({ params, episode }, { key }), estimate({ params, episode }, key));
    });
    return found;
  } finally {
    fast.dispose();
  }
}
