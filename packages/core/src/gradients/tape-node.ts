import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';

type Saved = readonly Tensor[];

/** The nodes of a tape by the array that each saved its tensors in: found once, however long the tape is. */
interface TapeIndex {
  readonly inputs: Map<Saved, NamedTensorMap>;
  nodes: number;
}

const indices = new WeakMap<object, TapeIndex>();
const nothing: NamedTensorMap = {};

function indexOf(tape: object): TapeIndex {
  const known = indices.get(tape) ?? { inputs: new Map(), nodes: 0 };
  indices.set(tape, known);
  return known;
}

/**
 * The inputs of the tape's node that saved these tensors, by the identity of the array, which may be empty. They may have been
 * disposed of: they say what the node depends on and of which shape that is, not its values.
 *
 * Neither an operation that TensorFlow.js defines by `customGrad` nor a kernel hands this to its gradient; to save an input for its shape
 * alone would cost a copy on the tape.
 */
export function inputsOfNode(saved: Saved): NamedTensorMap {
  const tape = tf.engine().state.activeTape;
  const index = indexOf(tape);
  for (; index.nodes < tape.length; index.nodes++) {
    const node = tape[index.nodes];
    if (node?.saved !== undefined) index.inputs.set(node.saved, node.inputs);
  }
  return index.inputs.get(saved) ?? nothing;
}
