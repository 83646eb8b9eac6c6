import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import { untaped } from '../stop-gradient.js';
import { inputsOfNode } from '../tape-node.js';

/** How a gather along an axis reads `x`, of which only the shape is used, seen as `[batch, outer, size, inner]`, with `taken` indices a batch. */
function layout({ shape }: Tensor, indices: Tensor, attrs: NamedAttrMap) {
  const rank = shape.length;
  const given = attrs['axis'] as number;
  const axis = given < 0 ? given + rank : given;
  const batchDims = (attrs['batchDims'] as number | undefined) ?? 0;
  const batch = tf.util.sizeFromShape(shape.slice(0, batchDims));
  const outer = tf.util.sizeFromShape(shape.slice(batchDims, axis));
  const inner = tf.util.sizeFromShape(shape.slice(axis + 1));
  return { batch, outer, size: shape[axis] as number, inner, taken: indices.size / batch };
}

/** Where the rows of all batches lie, seen as one after the other: `[batch · taken, 1]`. */
function placesOf(indices: Tensor, { batch, taken, size }: ReturnType<typeof layout>): Tensor {
  if (batch === 1) return tf.reshape(indices, [taken, 1]);
  const starts = tf.mul(tf.reshape(tf.range(0, batch, 1, 'int32'), [batch, 1]), tf.scalar(size, 'int32'));
  return tf.reshape(tf.add(tf.reshape(indices, [batch, taken]), starts), [batch * taken, 1]);
}

/** Adds the gradient of each taken row up at the row that it was read from, by a scatter: wasm has no `UnsortedSegmentSum`. */
function gather(dy: Tensor, x: Tensor, indices: Tensor, attrs: NamedAttrMap): Tensor {
  const at = layout(x, indices, attrs);
  const { batch, outer, size, inner, taken } = at;
  const width = outer * inner;
  const rowsFirst = outer === 1 ? dy : tf.transpose(tf.reshape(dy, [batch, outer, taken, inner]), [0, 2, 1, 3]);
  const rows = tf.reshape(rowsFirst, [batch * taken, width]);
  const places = untaped(() => placesOf(indices, at));
  const sums = tf.scatterND(places, rows, [batch * size, width]);
  if (outer === 1) return tf.reshape(sums, x.shape);
  return tf.reshape(tf.transpose(tf.reshape(sums, [batch, size, outer, inner]), [0, 2, 1, 3]), x.shape);
}

const none = (indices: Tensor) => (): Tensor => tf.zeros(indices.shape);

/** Gathers and scatters of rows, each the transpose of the other; indices have no gradient. */
export const gathers: readonly GradConfig[] = [
  {
    kernelName: 'GatherV2',
    inputsToSave: ['indices'],
    gradFunc: (dy, saved, attrs) => {
      const { x } = inputsOfNode(saved) as { readonly x: Tensor };
      const [indices] = saved as [Tensor];
      return { x: () => gather(dy as Tensor, x, indices, attrs), indices: none(indices) };
    },
  },
  {
    kernelName: 'GatherNd',
    inputsToSave: ['indices'],
    gradFunc: (dy, saved) => {
      const { params } = inputsOfNode(saved) as { readonly params: Tensor };
      const [indices] = saved as [Tensor];
      return { params: () => tf.scatterND(indices, dy as Tensor, params.shape), indices: none(indices) };
    },
  },
  {
    kernelName: 'ScatterNd',
    inputsToSave: ['indices'],
    gradFunc: (dy, saved) => {
      const indices = saved[0] as Tensor;
      return { updates: () => tf.gatherND(dy as Tensor, indices), indices: none(indices) };
    },
  },
];
