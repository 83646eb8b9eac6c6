import {
  dot,
  initialize,
  InvalidOptionError,
  isLearned,
  mapTree,
  pick,
  settle,
  sliceTasks,
  tasksOf,
  tidy,
  zipTree,
} from '@innerloop/core';
import type {
  AnyLearner,
  Context,
  Episode,
  Estimate,
  Key,
  MetaGradient,
  MetaStep,
  ParamTree,
  TargetsOf,
  Tree,
  UpdateRule,
} from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

export interface MetaStepOptions<L extends AnyLearner> {
  readonly learner: L;
  readonly metaGradient: MetaGradient<L>;
  /** The outer rule: the same kind of thing as an inner one. */
  readonly optimizer: UpdateRule;
  /** Parts of the meta-batch that are estimated one after the other and averaged: less memory, the same gradient. */
  readonly slices?: number;
}

/** All that a gradient step carries: meta-parameters and buffers, what the outer rule learns, the outer rule's state. */
export type GradientState = { readonly params: ParamTree; readonly rule: ParamTree; readonly optimizer: Tree };

type AnyEstimate = (episode: Episode<Tree>, key: Key) => Estimate;

/** The mean of the estimates of equal slices of the tasks; each slice's graph is freed before the next. */
function inSlices(estimate: AnyEstimate, slices: number): AnyEstimate {
  if (slices === 1) return estimate;
  return (episode, key) => {
    const tasks = tasksOf(episode.support.x);
    if (tasks % slices !== 0) {
      throw new InvalidOptionError(
        `metaStep: ${tasks} tasks cannot be cut into ${slices} equal slices. Let slices divide the meta-batch.`,
      );
    }
    const size = tasks / slices;
    const parts = Array.from({ length: slices }, (_, i) =>
      tidy(() => estimate(sliceTasks<Episode<Tree>>(episode, i * size, size), key.from(i * size))),
    );
    const sum = parts.reduce((left, right) => zipTree(left, right, (a, b) => tf.add(a, b)));
    return mapTree(sum, (tensor) => tf.div(tensor, slices));
  };
}

/**
 * The usual outer step: estimate the meta-gradient, then move by the outer rule.
 *
 * Running leaves take the mean over tasks of what was reported. Metrics: `loss`, the mean objective before the step, and
 * `gradientNorm`, the Euclidean norm of the meta-gradient, and those of the estimator.
 *
 * @throws InvalidOptionError if `slices` is not a positive integer, does not divide the meta-batch, or the estimator needs all of it at once
 */
export function metaStep<L extends AnyLearner>(options: MetaStepOptions<L>): MetaStep<GradientState, TargetsOf<L>> {
  const { learner, metaGradient, optimizer, slices = 1 } = options;
  if (!Number.isInteger(slices) || slices < 1) {
    throw new InvalidOptionError(`metaStep: slices must be a positive integer, got ${slices}.`);
  }
  if (slices > 1 && metaGradient.wholeBatch === true) {
    throw new InvalidOptionError(
      `metaStep: '${metaGradient.name}' needs the whole meta-batch at once, but slices is ${slices}. Leave slices out, or make the meta-batch smaller.`,
    );
  }
  const specs = pick(learner.specs, (name) => isLearned(learner.specs[name]));
  const learned = (params: ParamTree): ParamTree => pick(params, (name) => name in specs);
  const outer = (key: Key): Context => ({ key: key.fold('optimizer'), mode: 'train', order: 'exact' });

  return {
    name: `${learner.name} · ${metaGradient.name} · ${optimizer.name}`,
    init(seed) {
      const params = initialize(learner.specs, seed.fold('params'));
      const rule = initialize(optimizer.specs(specs), seed.fold('optimizer'));
      return {
        params,
        rule,
        optimizer: optimizer.start({ specs, rule, params: learned(params), context: outer(seed) }),
      };
    },
    run({ params, rule, optimizer: state }, episode, key) {
      const estimate = inSlices(
        (part, at) => metaGradient.estimate({ learner, params, episode: part, key: at }),
        slices,
      );
      const { loss, grads, reported, metrics } = estimate(episode, key);
      const moved = optimizer.update({ specs, rule, params: learned(params), state, grads, loss, context: outer(key) });
      return {
        state: {
          params: { ...params, ...settle(reported, learner.specs), ...moved.params },
          rule,
          optimizer: moved.state,
        },
        metrics: { ...metrics, loss, gradientNorm: tf.sqrt(dot(grads, grads)) },
      };
    },
  };
}
