import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * The inputs of the tape's node that saved these tensors, by the identity of the array. They may have been disposed of:
 * they say what the node depends on, not with which values.
 *
 * An operation that TensorFlow.js defines by `customGrad` hands its gradient what it saved and nothing else.
 */
export function inputsOfNode(saved: readonly Tensor[]): readonly Tensor[] {
  const node = tf.engine().state.activeTape.findLast((candidate) => candidate.saved === saved);
  return node === undefined ? [] : Object.values(node.inputs);
}
