import { seed } from '@innerloop/core';
import type { AnyInnerLearner, AnyLearner, Context, Episode, MetaGradient, ParamTree, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { waysOf } from '../../arbitraries/episodes.js';
import type { EpisodeMaker, EpisodeShape } from '../../arbitraries/episodes.js';
import { referenceMetaGradient } from '../../reference/meta-gradient.js';
import { sizesFor } from '../sizes.js';
import { contextOf, valuesOf } from '../values.js';

export interface LearnerLawsOptions {
  readonly learner: AnyLearner;
  /** `regressionEpisodes(…)`, `classificationEpisodes(…)` or a maker of its own. */
  readonly episodes: EpisodeMaker<Tree>;
  /** The number of inner steps in training: for learners with a trajectory. */
  readonly steps?: number;
  /** Default the gradient of the mean objective through the adaptation. */
  readonly metaGradient?: MetaGradient;
  /** Whether finite differences make sense: no kinks. Default true. */
  readonly smooth?: boolean;
  /** Whether the predictions of a query depend on one another, as by normalisation with the batch's statistics. Default false. */
  readonly transductive?: boolean;
  /** Whether the support is a sequence, whose order matters. Default: as the learner says of itself. */
  readonly ordered?: boolean;
  /** Whether the objective is the mean over the query's examples. Default: unless transductive. */
  readonly separable?: boolean;
  /** Whether a permutation of the classes permutes the predictions. Default false. */
  readonly relabels?: boolean;
  /** Whether cutting the inner gradients changes the meta-gradient. Default: `differs` for learners with a trajectory. */
  readonly firstOrder?: 'differs' | 'equals';
  /** Default: as many tasks as rows and as classes or another axis, and distinct primes. */
  readonly sizes?: readonly EpisodeShape[];
  /** Of predictions and meta-gradients that are the same in another order of sums. Default 1e-5. */
  readonly tolerance?: number;
  /** Of finite differences. Default 1e-2. */
  readonly gradientTolerance?: number;
}

/** A learner with all that its laws need. Sizes are found when a law runs: it takes an engine. */
export interface LearnerSubject extends Required<Omit<LearnerLawsOptions, 'steps' | 'sizes'>> {
  readonly steps: number | undefined;
  readonly context: Context;
  sizes(): readonly EpisodeShape[];
}

export const isInner = (learner: AnyLearner): learner is AnyInnerLearner => 'innerObjective' in learner;

function sizesOf({ learner, episodes, sizes }: LearnerLawsOptions): readonly EpisodeShape[] {
  if (sizes !== undefined) return sizes;
  const ways = waysOf(episodes, seed(20));
  if (ways === 1)
    return sizesFor(learner.specs)
      .slice(-2)
      .map(({ tasks, rows }) => ({ tasks, shots: rows, queries: rows }));
  return [
    { tasks: ways, shots: 1, queries: 1 },
    { tasks: ways === 3 ? 2 : 3, shots: 2, queries: 1 },
  ];
}

export function learnerSubject(options: LearnerLawsOptions): LearnerSubject {
  const { learner, steps, transductive = false } = options;
  return {
    metaGradient: referenceMetaGradient(),
    smooth: true,
    transductive,
    ordered: learner.ordered ?? false,
    separable: !transductive,
    relabels: false,
    firstOrder: isInner(learner) ? 'differs' : 'equals',
    tolerance: 1e-5,
    gradientTolerance: 1e-2,
    ...options,
    steps,
    context: contextOf(seed(21)),
    sizes: () => sizesOf(options),
  };
}

/** One situation of a law. */
export interface Situation {
  readonly params: ParamTree;
  readonly episode: Episode<Tree>;
  readonly shape: EpisodeShape;
}

/** Runs a check on an episode of each size, tidily. */
export function atEachSize(subject: LearnerSubject, check: (situation: Situation) => void): void {
  for (const shape of subject.sizes()) tf.tidy(() => check(situationOf(subject, shape)));
}

export const situationOf = ({ learner, episodes }: LearnerSubject, shape: EpisodeShape): Situation => ({
  params: valuesOf(learner.specs, seed(22)),
  episode: episodes(shape, seed(23)),
  shape,
});

/** The size of laws that need one only. */
export const smallShape: EpisodeShape = { tasks: 2, shots: 3, queries: 2 };
