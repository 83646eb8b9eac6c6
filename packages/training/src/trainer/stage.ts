import { disposeTree, residentOf } from '@innerloop/core';
import type { MetaState, MetaStep, Resident, Tree } from '@innerloop/core';

/** The step that is at work, and the state that it moves. */
export interface Stage<State extends MetaState, Y extends Tree> {
  readonly step: MetaStep<State, Y>;
  readonly resident: Resident<State, Y>;
}

/** Begins with a state; the tensors given are borrowed. */
export const enter = <State extends MetaState, Y extends Tree>(
  step: MetaStep<State, Y>,
  state: State,
): Stage<State, Y> => ({ step, resident: residentOf(step, state) });

/** The stage of a step: the same one, or a new one with the state as it is, and the old one's place freed. */
export function advance<State extends MetaState, Y extends Tree>(
  stage: Stage<State, Y>,
  step: MetaStep<State, Y>,
): Stage<State, Y> {
  if (step === stage.step) return stage;
  const state = stage.resident.state();
  try {
    const next = enter(step, state);
    stage.resident.dispose();
    return next;
  } finally {
    disposeTree(state);
  }
}
