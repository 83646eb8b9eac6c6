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

/**
 * `loss` is `[]`; `grads` has the learned leaves, `reported` new values of running leaves. `metrics`, scalars of the estimator's own, go into
 * those of the step.
 */
export type Estimate = {
  readonly loss: Tensor;
  readonly grads: ParamTree;
  readonly reported: ParamTree;
  readonly metrics?: ParamTree;
};

/** How the gradient by the meta-parameters is obtained. */
export interface MetaGradient<L extends AnyLearner = AnyLearner> {
  readonly name: string;
  /** An estimate depends on where tasks stand in the meta-batch, so it is not the mean of the estimates of slices of it. */
  readonly wholeBatch?: true;
  /** A property, not a method, on purpose: an estimator for inner learners then refuses a prototypical network by type. */
  readonly estimate: (problem: Problem<L>) => Estimate;
}

/** What a meta-step carries from one iteration to the next: all of it is saved. */
export type MetaState = { readonly params: ParamTree; readonly [part: string]: Tree };

/**
 * The state of a meta-step, kept where the step runs: `s ← run(s, episode, key)` in place, without a copy an iteration.
 * It owns its memory until it is disposed of.
 */
export interface Resident<State extends MetaState = MetaState, Y extends Tree = Tensor> {
  /**
   * One step of the state that it holds, with the same numbers as the step's own `run`. The episode is borrowed.
   *
   * A step whose metrics are not finite has been taken as well: whoever may need the state before it copies that out first.
   *
   * @returns the metrics as numbers, `loss` among them
   */
  run(episode: Episode<Y>, key: Key): Readonly<Record<string, number>> | Promise<Readonly<Record<string, number>>>;
  /** A copy of the state at hand, which the caller owns. */
  state(): State;
  dispose(): void;
}

/** One outer step: pure, so it is the unit of compilation, of checkpoints and of distribution. */
export interface MetaStep<State extends MetaState = MetaState, Y extends Tree = Tensor> {
  readonly name: string;
  /**
   * In how many iterations, one after the other, each draw of tasks is met: a step that carries something of its tasks needs them again.
   * Iterations 0 … n − 1 share a draw, n … 2n − 1 the next one. Absent means 1: new tasks in every iteration.
   */
  readonly recurs?: number;
  init(seed: Seed): State;
  /** `metrics.loss` is `[]`; all metrics are scalars. */
  run(state: State, episode: Episode<Y>, key: Key): { readonly state: State; readonly metrics: ParamTree };
  /**
   * Begins to keep a state where the step runs; the tensors given are borrowed, and copied. A step that has no such place leaves it
   * out, and `residentOf` keeps the state as tensors for it. Whether a state resides changes no number.
   */
  reside?(state: State): Resident<State, Y>;
}
