import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import { reshaped } from '../../primitives/reshaped.js';
import { withAxes } from '../broadcast.js';
import { ofInput } from '../kernel-gradient.js';
import { untaped } from '../stop-gradient.js';

type Reduce = (x: Tensor, axes: number[], keepDims: boolean) => Tensor;

/** The part of the gradient that each entry gets: entries that tie share it equally, as in TensorFlow. */
function shares(x: Tensor, axes: number[], reduce: Reduce): Tensor {
  const chosen = tf.cast(tf.equal(x, reduce(x, axes, true)), 'float32');
  return tf.div(chosen, tf.sum(chosen, axes, true));
}

/** tf.max keeps its axes under another name than every other reduction. */
const ofExtremum = (kernelName: string, reduce: Reduce, axisName: string): GradConfig =>
  ofInput(kernelName, (dy: Tensor, x: Tensor, attrs: NamedAttrMap) => {
    const axes = tf.util.parseAxisParam(attrs[axisName] as number | number[], x.shape);
    return tf.mul(
      reshaped(dy, withAxes(x.shape, axes)),
      untaped(() => shares(x, axes, reduce)),
    );
  });

/** Largest and smallest entries along axes. */
export const extrema: readonly GradConfig[] = [
  ofExtremum('Max', tf.max, 'reductionIndices'),
  ofExtremum('Min', tf.min, 'axis'),
];
