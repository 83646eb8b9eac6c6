import { disposeTree, InvalidOptionError, leaf, mapParams, observe, splitLearned, tidy } from '@innerloop/core';
import type { AnyLearner, Context, MetaGradient, ParamTree, Problem, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

export interface EvolutionOptions {
  /** Standard deviation `σ` of the perturbations, the same for every entry of every learned leaf. */
  readonly deviation: number;
  /** Random directions an estimate. */
  readonly samples: number;
  /** Whether each direction is also tried the other way; default true. It doubles the evaluations, and curvature cancels out. */
  readonly antithetic?: boolean;
}

const directionOf = (learned: ParamTree, key: Context['key']): ParamTree =>
  mapParams(learned, (tensor, name) => key.fold(name).draw('normal', tensor.shape));

/** The mean objective as a function of the learned leaves, with the same draws each time. */
function objectiveOf({ learner, episode, key }: Problem<AnyLearner>): (params: ParamTree, context: Context) => Tensor {
  return (params, context) => {
    const adapted = learner.adapt(params, episode.support, context);
    return tf.mean(learner.objective(params, adapted, episode.query, { ...context, key: key.fold('query') }));
  };
}

/**
 * Evolution strategies: the meta-gradient without any derivative of the objective `F(θ) = mean L_Q(adapt(θ, S))`, from its values at
 * random perturbations of the meta-parameters.
 *
 * `g = (1 / 2nσ) Σ_i ε_i (F(θ + σ ε_i) − F(θ − σ ε_i))` with `ε_i` standard normal, or with `antithetic: false`
 * `g = (1 / nσ) Σ_i ε_i (F(θ + σ ε_i) − F(θ))`. Both are unbiased for the gradient of the smoothed objective `E F(θ + σ ε)`; on a
 * quadratic that is the exact gradient. The error falls as `√(parameters / samples)`. All evaluations share the episode and the draws.
 *
 * It serves any learner, also where `adapt` has no derivative. Memory is that of an adaptation, whatever the number of steps.
 *
 * @throws InvalidOptionError if `deviation` is no positive finite number, or `samples` no positive integer
 * @see Salimans et al. 2017, "Evolution Strategies as a Scalable Alternative to Reinforcement Learning", arXiv:1703.03864
 */
export function evolution({ deviation, samples, antithetic = true }: EvolutionOptions): MetaGradient {
  if (!Number.isFinite(deviation) || deviation <= 0) {
    throw new InvalidOptionError(`evolution: deviation must be a positive finite number, got ${deviation}.`);
  }
  if (!Number.isInteger(samples) || samples < 1) {
    throw new InvalidOptionError(`evolution: samples must be a positive integer, got ${samples}.`);
  }
  return {
    name: 'evolution',
    estimate: (problem) => {
      const { learner, params, key } = problem;
      const { learned, others } = splitLearned(params, learner.specs);
      const context: Context = { key: key.fold('adapt'), mode: 'train', order: 'first' };
      const objective = objectiveOf(problem);
      const { value: loss, reported } = observe((at) => objective(params, at), context);
      const valueAt = (direction: ParamTree, distance: number): Tensor =>
        tidy(() => {
          const moved = mapParams(learned, (tensor, name) => tf.add(tensor, tf.mul(leaf(direction, name), distance)));
          return objective({ ...others, ...moved }, context);
        });
      let grads = mapParams(learned, (tensor) => tf.zerosLike(tensor));
      for (let sample = 0; sample < samples; sample++) {
        const sum = grads;
        grads = tidy(() => {
          const direction = directionOf(learned, key.fold('direction').fold(sample));
          const other = antithetic ? valueAt(direction, -deviation) : loss;
          const span = (antithetic ? 2 : 1) * deviation * samples;
          const slope = tf.div(tf.sub(valueAt(direction, deviation), other), span);
          return mapParams(sum, (tensor, name) => tf.add(tensor, tf.mul(leaf(direction, name), slope)));
        });
        disposeTree(sum);
      }
      return { loss, grads, reported };
    },
  };
}
