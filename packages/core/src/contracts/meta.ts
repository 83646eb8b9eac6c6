import type { Tensor } from '@tensorflow/tfjs-core';
import type { Episode } from './data.js';
import type { AnyLearner } from './learner.js';
import type { Key, Seed } from './random.js';
import type { ParamTree, Tree } from './tree.js';

/** One meta-gradient to estimate: of the mean over tasks of the learner's objective. */
export interface Problem<L extends AnyLearner> {
  readonly learner: L;
  readonly params: ParamTree;
  readonly episode: Episode<Tree>;
  readonly key: Key;
}

/** `loss` is `[]`; `grads` has the learned leaves, `reported` new values of running leaves. */
export type Estimate = { readonly loss: Tensor; readonly grads: ParamTree; readonly reported: ParamTree };

/** How the gradient by the meta-parameters is obtained. */
export interface MetaGradient<L extends AnyLearner = AnyLearner> {
  readonly name: string;
  /** A property, not a method, on purpose: an estimator for inner learners then refuses a prototypical network by type. */
  readonly estimate: (problem: Problem<L>) => Estimate;
}

/** What a meta-step carries from one iteration to the next: all of it is saved. */
export type MetaState = { readonly params: ParamTree; readonly [part: string]: Tree };

/** One outer step: pure, so it is the unit of compilation, of checkpoints and of distribution. */
export interface MetaStep<State extends MetaState = MetaState, Y extends Tree = Tensor> {
  readonly name: string;
  init(seed: Seed): State;
  /** `metrics.loss` is `[]`; all metrics are scalars. */
  run(state: State, episode: Episode<Y>, key: Key): { readonly state: State; readonly metrics: ParamTree };
}
