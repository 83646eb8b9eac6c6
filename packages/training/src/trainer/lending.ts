import { disposeTree, InnerloopError } from '@innerloop/core';
import type { MetaState, Resident } from '@innerloop/core';

/** The state after one iteration, copied out of where it resides when it is first looked at, and lent until the next one. */
export interface Lending<State extends MetaState> {
  /** @throws InnerloopError once the next iteration has begun */
  readonly state: State;
  /** Ends it: the copy, if one was made, is disposed of. */
  end(): void;
}

export function lend<State extends MetaState>(resident: Resident<State, never>, iteration: number): Lending<State> {
  let copy: State | undefined;
  let ended = false;
  return {
    get state() {
      if (ended) {
        throw new InnerloopError(
          `train: the state of iteration ${iteration} is lent until the next one is asked for. Take checkpoint() in its turn to keep it.`,
        );
      }
      copy ??= resident.state();
      return copy;
    },
    end() {
      ended = true;
      if (copy !== undefined) disposeTree(copy);
      copy = undefined;
    },
  };
}
