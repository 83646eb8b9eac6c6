import type { MetaState, MetaStep, Resident } from '../contracts/meta.js';
import type { ParamTree, Tree } from '../contracts/tree.js';
import { cloneTree, disposeTree, tidy } from '../trees/memory.js';

/** Scalars as numbers; the tensors are disposed of. */
async function readScalars(scalars: ParamTree): Promise<Readonly<Record<string, number>>> {
  const entries = Object.entries(scalars);
  try {
    const values = await Promise.all(entries.map(([, tensor]) => tensor.data()));
    return Object.fromEntries(entries.map(([name], i) => [name, values[i]?.[0] ?? Number.NaN]));
  } finally {
    disposeTree(scalars);
  }
}

/** A state as tensors that are replaced at each step. */
function asTensors<State extends MetaState, Y extends Tree>(
  step: MetaStep<State, Y>,
  first: State,
): Resident<State, Y> {
  let held = cloneTree(first);
  return {
    run(episode, key) {
      const { state, metrics } = tidy(() => {
        const next = step.run(held, episode, key);
        // A metric may be a leaf of a state, which is disposed of by itself.
        return { state: next.state, metrics: cloneTree(next.metrics) };
      });
      disposeTree(held, state);
      held = state;
      return readScalars(metrics);
    },
    state: () => cloneTree(held),
    dispose: () => disposeTree(held),
  };
}

/**
 * A state that a step moves in place: kept where the step runs if it has such a place (`step.reside`), as tensors otherwise.
 * For drivers: outside any `tidy`. The tensors given are borrowed.
 */
export const residentOf = <State extends MetaState, Y extends Tree>(
  step: MetaStep<State, Y>,
  state: State,
): Resident<State, Y> => step.reside?.(state) ?? asTensors(step, state);
