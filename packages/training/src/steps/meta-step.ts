import { InvalidOptionError, mapTree, sliceTasks, tasksOf, tidy, zipTree } from '@innerloop/core';
import type {
  AnyLearner,
  Episode,
  Estimate,
  Key,
  MetaGradient,
  MetaStep,
  TargetsOf,
  Tree,
  UpdateRule,
} from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { outerMove } from './outer-rule.js';
import type { GradientState } from './outer-rule.js';

export interface MetaStepOptions<L extends AnyLearner> {
  readonly learner: L;
  readonly metaGradient: MetaGradient<L>;
  /** The outer rule: the same kind of thing as an inner one. */
  readonly optimizer: UpdateRule;
  /** Parts of the meta-batch that are estimated one after the other and averaged: less memory, the same gradient. */
  readonly slices?: number;
}

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
  const outer = outerMove(learner, optimizer);

  return {
    name: `${learner.name} · ${metaGradient.name} · ${optimizer.name}`,
    init: (seed) => outer.init(seed),
    run(state, episode, key) {
      const estimate = inSlices(
        (part, at) => metaGradient.estimate({ learner, params: state.params, episode: part, key: at }),
        slices,
      );
      return outer.move(state, estimate(episode, key), key);
    },
  };
}
