import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ParamTree } from '../contracts/tree.js';
import { InvalidDataError, InvalidOptionError } from '../errors.js';
import { broadcast } from '../primitives/broadcast.js';
import { tasksOf } from '../task-axis/data.js';
import { shown } from './expect.js';
import type { LstmCell, LstmState } from './lstm-cell.js';

export interface LstmSequenceOptions {
  /** `forward` (default) reads from the first example to the last, `backward` from the last to the first. */
  readonly direction?: 'forward' | 'backward';
  /** Where it begins, `[T, 1, units]`; default zeros. */
  readonly state?: LstmState;
}

/** What a cell gave: `outputs` `[T, N, units]` in the order of `x`, and the state after the example that was read last, `[T, 1, units]`. */
export type LstmSequence = { readonly outputs: Tensor; readonly state: LstmState };

function expectSequence(x: Tensor, direction: string, state: LstmState): void {
  if (direction !== 'forward' && direction !== 'backward') {
    throw new InvalidOptionError(`lstmSequence: direction must be 'forward' or 'backward', got '${direction}'.`);
  }
  if (x.rank !== 3) {
    throw new InvalidDataError(
      `lstmSequence: expected x of shape [tasks, times, inputs], got ${shown(x.shape)}. Flatten the features of an example.`,
    );
  }
  const { shape } = state.hidden;
  if (shape.length === 3 && shape[0] === tasksOf(x) && shape[1] === 1) return;
  throw new InvalidDataError(
    `lstmSequence: expected a state of shape [${tasksOf(x)}, 1, units], got ${shown(shape)}. One sequence a task continues from it; ` +
      'for many that follow one state use branchState and cell.step.',
  );
}

/**
 * Runs a cell over the examples of each task, read as a sequence: `[T, N, inputs] → [T, N, units]`, output `n` after example `n`.
 *
 * Equal to `cell.step` from example to example, within rounding. The inputs meet the kernel in one product for all times; each step multiplies
 * the hidden state alone. Gradients flow through time, to any order. A sequence of length 0 leaves the state as it is.
 *
 * @throws InvalidDataError if `x` or the state has another shape; InvalidOptionError for another direction
 * @see Hochreiter & Schmidhuber 1997, "Long Short-Term Memory"
 */
export function lstmSequence(
  cell: LstmCell,
  params: ParamTree,
  x: Tensor,
  { direction = 'forward', state = cell.start([tasksOf(x), 1]) }: LstmSequenceOptions = {},
): LstmSequence {
  expectSequence(x, direction, state);
  const times = x.shape[1] as number;
  if (times === 0) return { outputs: tf.slice(state.hidden, [0, 0, 0], [tasksOf(x), 0, -1]), state };
  const projected = tf.split(cell.project(params, x), times, 1);
  const prepared = cell.prepare(params);
  const outputs: Tensor[] = [];
  let at = state;
  // Copies are reversed: the tape holds the very list that split returned.
  const inOrder = <T>(list: readonly T[]): T[] => (direction === 'forward' ? [...list] : [...list].reverse());
  for (const now of inOrder(projected)) {
    at = cell.advance(prepared, now, at);
    outputs.push(at.hidden);
  }
  return { outputs: tf.concat(inOrder(outputs), 1), state: at };
}

/**
 * One state for many branches, `[T, 1, units] → [T, branches, units]`: each query goes on from the state that the support left, by `cell.step`
 * with `[T, branches, inputs]`, and none knows of another. Gradients of all branches add up.
 */
export function branchState({ hidden, cell }: LstmState, branches: number): LstmState {
  const branched = (tensor: Tensor): Tensor =>
    broadcast(tensor, [tasksOf(tensor), branches, tensor.shape.at(-1) as number]);
  return { hidden: branched(hidden), cell: branched(cell) };
}
