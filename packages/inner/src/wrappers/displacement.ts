import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** A part of the way that a rule moved a leaf: `from + factor · (to − from)`. */
export const partWay = (from: Tensor, to: Tensor, factor: Tensor | number): Tensor =>
  tf.add(from, tf.mul(tf.sub(to, from), factor));
