import type { MetaState, MetaStep, Seed, Tensor, Tree } from '@innerloop/core';

/**
 * A meta-step that changes its structure in the course of a training: one after another, of the same state.
 *
 * What changes as a number (a rate, a weight) belongs in the state of one step; this is for what is another computation.
 */
export interface StagedStep<State extends MetaState = MetaState, Y extends Tree = Tensor> {
  readonly name: string;
  init(seed: Seed): State;
  /** The step of an iteration, from 0: the same object for as long as it is the same step. */
  at(iteration: number): MetaStep<State, Y>;
}

/** The step of an iteration, from 0, of one that may be staged. */
export const stepAt = <State extends MetaState, Y extends Tree>(
  step: MetaStep<State, Y> | StagedStep<State, Y>,
  iteration: number,
): MetaStep<State, Y> => ('at' in step ? step.at(iteration) : step);
