import { InvalidOptionError, leaf, running, zeros } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { annealedWeights } from './annealed-weights.js';
import type { PathObjective } from './path-objective.js';

export interface MultiStepOptions {
  /** Epochs until only the last step counts, `E`: 10 on Omniglot, 15 on miniImageNet. */
  readonly epochs: number;
  /** Meta-iterations an epoch. Default 500. */
  readonly iterations?: number;
}

/** From epoch `epochs` on the last step has all the weight, exactly. */
function withEnd(weights: readonly Tensor[], epoch: Tensor, epochs: number): readonly Tensor[] {
  const goesOn = tf.cast(tf.less(epoch, epochs), 'float32');
  const ended = tf.sub(1, goesOn);
  return weights.map((weight, k) => {
    const left = tf.mul(weight, goesOn);
    return k === weights.length - 1 ? tf.add(left, ended) : left;
  });
}

/**
 * The multi-step loss of MAML++: `Σ_k w_k(e) L_Q(φ_k)`, from equal weights in the first epoch to the last step alone in epoch `epochs`.
 *
 * The weights are those of the released code (`annealedWeights`): `max(1/n − e/(nE), 0.03/n)` before the last of n steps, the rest for the
 * last; they sum to 1. Iterations are counted in the running leaf `objective/iterations`, which is saved with the meta-parameters: a
 * resumed or compiled training goes on where it stopped. Gradients flow through all points, not through the weights.
 *
 * @throws InvalidOptionError if `epochs` or `iterations` is no positive integer
 * @see Antoniou, Edwards, Storkey 2019, "How to train your MAML", §4, arXiv:1810.09502; few_shot_learning_system.py of the authors' code
 */
export function multiStep({ epochs, iterations: perEpoch = 500 }: MultiStepOptions): PathObjective {
  for (const [option, count] of Object.entries({ epochs, iterations: perEpoch })) {
    if (!Number.isInteger(count) || count < 1) {
      throw new InvalidOptionError(`multiStep: ${option} must be a positive integer, got ${count}.`);
    }
  }
  return {
    name: 'multi-step',
    specs: { iterations: running({ shape: [], initialize: zeros }) },
    weights: (params, steps, context) => {
      const done = leaf(params, 'iterations');
      context.report?.('iterations', tf.add(done, 1));
      const epoch = tf.floor(tf.div(done, perEpoch));
      return withEnd(annealedWeights(epoch, steps, epochs), epoch, epochs);
    },
  };
}
