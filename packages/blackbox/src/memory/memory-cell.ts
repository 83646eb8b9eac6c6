import { applyPart, dense, lstmCell, mapTree, scope, under } from '@innerloop/core';
import type { LstmState, Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { RecurrentCell } from '../recurrent/recurrent-cell.js';
import type { MemoryAccess } from './memory-access.js';

export interface MemoryCellOptions<State extends Tree> {
  readonly inputs: number;
  /** Of the controller, an LSTM; default 200. */
  readonly units?: number;
  readonly access: MemoryAccess<State>;
}

/** Hidden state and cell of the controller, what was last read, `[T, B, …]`, and the state of the access with these two axes first. */
export type MemoryCellState<State extends Tree> = {
  readonly controller: LstmState;
  readonly read: Tensor;
  readonly access: State;
};

/**
 * An LSTM with an external memory: at each example it takes the inputs and what it last read, tells the access what to write and read, and gives
 * `[h, r]`.
 *
 * Leaves: `controller/kernel` and `controller/bias`, the LSTM's; `read/kernel`, of what was read, to its gates; `interface/kernel` and
 * `interface/bias`. Nothing has been read at the beginning: zeros. Gradients flow through time.
 *
 * @throws InvalidOptionError if a size is not a positive integer
 */
export function memoryCell<State extends Tree>({
  inputs,
  units = 200,
  access,
}: MemoryCellOptions<State>): RecurrentCell<MemoryCellState<State>> {
  const reader = dense({ inputs: access.outputs, outputs: 4 * units, bias: false });
  const controller = lstmCell({ inputs, units });
  const interfaces = dense({ inputs: units, outputs: access.inputs });
  return {
    inputs,
    outputs: units + access.outputs,
    specs: {
      ...under('controller', controller.specs),
      ...under('read', reader.specs),
      ...under('interface', interfaces.specs),
    },
    start: (tasks) => ({
      controller: controller.start([tasks, 1]),
      read: tf.zeros([tasks, 1, access.outputs]),
      access: apart(access.start(tasks), tasks, 1),
    }),
    project: (params, x) => controller.project(scope(params, 'controller'), x),
    prepare: (params) => ({ ...params, ...under('controller', controller.prepare(scope(params, 'controller'))) }),
    advance(params, projected, state, context) {
      const [tasks, branches] = projected.shape as [number, number];
      const own = scope(params, 'controller');
      const recalled = applyPart(reader, 'read', params, state.read, context);
      const next = controller.advance(own, tf.add(projected, recalled), state.controller);
      const said = applyPart(interfaces, 'interface', params, next.hidden, context);
      const { read, state: after } = access.advance(together(said), mapTree(state.access, together));
      const reads = tf.reshape(read, [tasks, branches, access.outputs]);
      return {
        outputs: tf.concat([next.hidden, reads], 2),
        state: { controller: next, read: reads, access: apart(after, tasks, branches) },
      };
    },
  };
}

/** `[T, B, …] → [T · B, …]`: each branch has a memory of its own. */
const together = (tensor: Tensor): Tensor => {
  const [tasks, branches, ...rest] = tensor.shape as [number, number, ...number[]];
  return tf.reshape(tensor, [tasks * branches, ...rest]);
};

const apart = <State extends Tree>(state: State, tasks: number, branches: number): State =>
  mapTree(state, (tensor) => tf.reshape(tensor, [tasks, branches, ...tensor.shape.slice(1)]));
