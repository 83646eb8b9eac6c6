import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import { broadcastTo, withAxes } from '../broadcast.js';
import { ofInput, ofLinear } from '../kernel-gradient.js';

const axesOf = (x: Tensor, attrs: NamedAttrMap): number[] =>
  tf.util.parseAxisParam(attrs['axis'] as number | number[], x.shape);

function sum(dy: Tensor, x: Tensor, attrs: NamedAttrMap): Tensor {
  return broadcastTo(tf.reshape(dy, withAxes(x.shape, axesOf(x, attrs))), x.shape);
}

/** One product repeats and divides at once. */
function mean(dy: Tensor, x: Tensor, attrs: NamedAttrMap): Tensor {
  const shape = withAxes(x.shape, axesOf(x, attrs));
  const share = tf.util.sizeFromShape(shape) / x.size;
  return tf.mul(tf.reshape(dy, shape), tf.fill(x.shape, share));
}

function cumsum(dy: Tensor, attrs: NamedAttrMap): Tensor {
  const { axis, exclusive, reverse } = attrs as { axis: number; exclusive: boolean; reverse: boolean };
  return tf.cumsum(dy, axis, exclusive, !reverse);
}

/** Linear reductions along axes. */
export const sums: readonly GradConfig[] = [ofInput('Sum', sum), ofInput('Mean', mean), ofLinear('Cumsum', cumsum)];
