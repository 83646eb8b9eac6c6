import { broadcast, leavesOf, mapTree, rowsOf, tasksOf } from '@innerloop/core';
import type { Context, ParamTree, Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { RecurrentCell } from './recurrent-cell.js';

/** `outputs` has an entry `[T, 1, outputs]` for each example, `before` the state that it met, `state` is that after the last. */
export interface ReadSequence<State extends Tree> {
  readonly outputs: readonly Tensor[];
  readonly before: readonly State[];
  readonly state: State;
}

/** Runs a cell over the examples of each task in their order, from where an episode begins: `x` is `[T, N, inputs]`, N may be 0. Gradients flow through time. */
export function readSequence<State extends Tree>(
  cell: RecurrentCell<State>,
  params: ParamTree,
  x: Tensor,
  context: Context,
): ReadSequence<State> {
  const times = rowsOf(x);
  const prepared = cell.prepare(params);
  let state = cell.start(tasksOf(x));
  const outputs: Tensor[] = [];
  const before: State[] = [];
  for (const now of times === 0 ? [] : tf.split(cell.project(params, x, context), times, 1)) {
    before.push(state);
    const next = cell.advance(prepared, now, state, context);
    outputs.push(next.outputs);
    state = next.state;
  }
  return { outputs, before, state };
}

/** One branch, `[T, 1, …]`, as `branches` equal ones: `[T, branches, …]`. Gradients of all add up. */
export const branched = <State extends Tree>(state: State, branches: number): State =>
  mapTree(state, (tensor) => broadcast(tensor, [tasksOf(tensor), branches, ...tensor.shape.slice(2)]));

/** States with branches of their own as the branches of one, in their order. */
export function besides<State extends Tree>(states: readonly [State, ...State[]]): State {
  const each = states.map(leavesOf);
  let place = 0;
  return mapTree(states[0], () => {
    const tensors = each.map((leaves) => leaves[place] as Tensor);
    place++;
    return tf.concat(tensors, 1);
  });
}
