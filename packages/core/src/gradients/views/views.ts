import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../../contracts/tree.js';
import { reduceTo } from '../broadcast.js';
import { ofLinear, ofShape } from '../kernel-gradient.js';

/** A cast to whole numbers or truth values is constant almost everywhere. */
const cast = (dy: Tensor, attrs: NamedAttrMap): Tensor => (attrs['dtype'] === 'float32' ? dy : tf.zeros(dy.shape));

const reshape = (dy: Tensor, shape: Shape): Tensor => tf.reshape(dy, [...shape]);

function transpose(dy: Tensor, attrs: NamedAttrMap): Tensor {
  const order = attrs['perm'] as number[];
  return tf.transpose(
    dy,
    order.map((_, axis) => order.indexOf(axis)),
  );
}

/** Sums the copies, axis by axis, each seen as `[before, copies, the rest]`. */
function tile(dy: Tensor, attrs: NamedAttrMap): Tensor {
  const copies = attrs['reps'] as number[];
  return copies.reduce((gradient, count, axis) => {
    if (count === 1) return gradient;
    const before = tf.util.sizeFromShape(gradient.shape.slice(0, axis));
    const folded = tf.sum(tf.reshape(gradient, [before, count, gradient.size / (before * count)]), 1);
    return tf.reshape(
      folded,
      gradient.shape.map((size, i) => (i === axis ? size / count : size)),
    );
  }, dy);
}

const select: GradConfig = {
  kernelName: 'Select',
  inputsToSave: ['condition'],
  gradFunc: (gradient, saved) => {
    const dy = gradient as Tensor;
    const condition = saved[0] as Tensor;
    return {
      condition: () => tf.zeros(condition.shape),
      t: () => tf.where(condition, dy, tf.zeros(dy.shape)),
      e: () => tf.where(condition, tf.zeros(dy.shape), dy),
    };
  },
};

/** Kernels that hand entries on, one output from one input: each gradient is the transposed view. */
export const views: readonly GradConfig[] = [
  ofLinear('Identity', (dy) => dy),
  ofLinear('Cast', cast),
  ofShape('Reshape', reshape),
  ofShape('ExpandDims', reshape, 'input'),
  ofShape('BroadcastTo', reduceTo),
  ofLinear('Transpose', transpose),
  ofLinear('Reverse', (dy, attrs) => tf.reverse(dy, attrs['dims'] as number | number[])),
  ofLinear('Tile', tile),
  ofLinear('SpaceToBatchND', (dy, attrs) =>
    tf.batchToSpaceND(dy, attrs['blockShape'] as number[], attrs['paddings'] as number[][]),
  ),
  ofLinear('BatchToSpaceND', (dy, attrs) =>
    tf.spaceToBatchND(dy, attrs['blockShape'] as number[], attrs['crops'] as number[][]),
  ),
  select,
];
