import {
  dependsOn,
  differentiate,
  dot,
  InvalidOptionError,
  isLearned,
  leaf,
  mapParams,
  observe,
  splitLearned,
  stopTree,
  tasksOf,
} from '@innerloop/core';
import type { AnyInnerLearner, Context, MetaGradient, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { expectTaught } from './expect-taught.js';

export interface ReptileOptions {
  /** Factor of the displacement: `1 / learningRate` of the inner rule makes it the sum of the inner gradients. */
  readonly scale?: number;
}

/** Scales and offsets that the inner loop leaves alone, and nothing else does, were left by default: where they began is where they would stay. */
function expectNormTaught({ name, specs }: AnyInnerLearner, moved: ParamTree): void {
  const left = Object.keys(specs).filter((of) => isLearned(specs[of]) && !(of in moved));
  if (left.length === 0 || !left.every((of) => specs[of]?.ofNormalization === true)) return;
  throw new InvalidOptionError(
    `reptile: the inner loop of '${name}' does not move ${left.join(', ')}, and what does not move is not taught. Give it adaptsNorm: true, as the authors have it.`,
  );
}

/**
 * Reptile's meta-gradient: how far the inner loop moved, `scale · mean over tasks of (φ_0 − φ_K)`. Nothing is differentiated through.
 *
 * With an outer `sgd(ε)` the step is `θ ← θ + ε · mean(φ_K − θ)`. The displacement is pulled back through the learner's `initial`,
 * so it reaches the meta-parameters whatever part of them the inner loop moves; what does not move has gradient zero. A learner whose
 * inner loop begins where no meta-parameter has a say, such as `cavia` with its context of zeros, learns nothing so, and is refused; so are
 * rules and penalties that learn something themselves.
 * The loss is that of the query after adaptation. Use pooled tasks: the inner loop sees the support alone.
 *
 * @throws InvalidOptionError if `scale` is not a positive finite number; when estimating, if no meta-parameter is where the loop begins,
 * or if rule or penalty learn, or nothing but scales and offsets of normalisation is left out of the inner loop
 * @see Nichol, Achiam, Schulman 2018, "On First-Order Meta-Learning Algorithms", arXiv:1803.02999
 */
export function reptile({ scale = 1 }: ReptileOptions = {}): MetaGradient<AnyInnerLearner> {
  if (!Number.isFinite(scale) || scale <= 0) {
    throw new InvalidOptionError(`reptile: scale must be a positive finite number, got ${scale}.`);
  }
  return {
    name: 'reptile',
    estimate: ({ learner, params, episode, key }) => {
      expectTaught('reptile', learner, ['rule/', 'penalty/']);
      const { learned, others } = splitLearned(params, learner.specs);
      const context: Context = { key: key.fold('adapt'), mode: 'train', order: 'first' };
      const begin = (free: ParamTree, at: Context): ParamTree =>
        learner.initial({ ...others, ...free }, episode.support, at).params;
      const size = (free: ParamTree, at: Context): Tensor => {
        const start = begin(free, at);
        return dot(stopTree(start), start);
      };
      if (dependsOn(size, learned, context).length === 0) {
        throw new InvalidOptionError(
          `reptile: the inner loop of '${learner.name}' begins where no meta-parameter has a say, so where it ends teaches nothing. Use exact, or a learner whose inner loop moves what is learned.`,
        );
      }
      const { value: adapted, reported } = observe((at) => learner.adapt(params, episode.support, at), context);
      expectNormTaught(learner, adapted.params);
      const loss = tf.mean(learner.objective(params, adapted, episode.query, { ...context, key: key.fold('query') }));
      const { grads } = differentiate(
        (free, at) => {
          const start = begin(free, at);
          const displacement = mapParams(start, (from, name) =>
            tf.mul(tf.sub(from, leaf(adapted.params, name)), scale / tasksOf(from)),
          );
          return dot(stopTree(displacement), start);
        },
        learned,
        context,
      );
      return { loss, grads, reported };
    },
  };
}
