import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';

type Saved = readonly Tensor[];
export type TapeNode = ReturnType<typeof tf.engine>['state']['activeTape'][number];

/** The nodes of a tape by the array that each saved its tensors in: found once, however long the tape is. */
interface TapeIndex {
  readonly inputs: Map<Saved, NamedTensorMap>;
  /** The node that made a tensor, by the tensor's id. */
  readonly makers: Map<number, TapeNode>;
  nodes: number;
}

const indices = new WeakMap<object, TapeIndex>();
const nothing: NamedTensorMap = {};

/** The index of the tape that is being written, brought up to date. */
function indexOfTape(): TapeIndex {
  const tape = tf.engine().state.activeTape;
  const index = indices.get(tape) ?? { inputs: new Map(), makers: new Map(), nodes: 0 };
  indices.set(tape, index);
  for (; index.nodes < tape.length; index.nodes++) {
    const node = tape[index.nodes];
    if (node === undefined) continue;
    if (node.saved !== undefined) index.inputs.set(node.saved, node.inputs);
    for (const { id } of node.outputs) index.makers.set(id, node);
  }
  return index;
}

/**
 * The inputs of the tape's node that saved these tensors, by the identity of the array, which may be empty. They may have been
 * disposed of: they say what the node depends on and of which shape that is, not its values.
 *
 * Neither an operation that TensorFlow.js defines by `customGrad` nor a kernel hands this to its gradient; to save an input for its shape
 * alone would cost a copy on the tape.
 */
export function inputsOfNode(saved: Saved): NamedTensorMap {
  return indexOfTape().inputs.get(saved) ?? nothing;
}

/** The node of the tape that made a tensor; undefined for a leaf, and for what was made off the tape. */
export const makerOf = ({ id }: Tensor): TapeNode | undefined => indexOfTape().makers.get(id);
