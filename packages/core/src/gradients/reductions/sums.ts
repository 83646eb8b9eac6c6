import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../../contracts/tree.js';
import { reshaped } from '../../primitives/reshaped.js';
import { broadcastTo, withAxes } from '../broadcast.js';
import { ofShape } from '../kernel-gradient.js';

const axesOf = (shape: Shape, attrs: NamedAttrMap): number[] =>
  tf.util.parseAxisParam(attrs['axis'] as number | number[], [...shape]);

function sum(dy: Tensor, shape: Shape, attrs: NamedAttrMap): Tensor {
  return broadcastTo(reshaped(dy, withAxes(shape, axesOf(shape, attrs))), shape);
}

function mean(dy: Tensor, shape: Shape, attrs: NamedAttrMap): Tensor {
  const share = dy.size / tf.util.sizeFromShape([...shape]);
  return sum(tf.mul(dy, share), shape, attrs);
}

/** Linear reductions along axes. */
export const sums: readonly GradConfig[] = [ofShape('Sum', sum), ofShape('Mean', mean)];
