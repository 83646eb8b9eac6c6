import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';

/** What fused kernels say about their activation. */
export interface ActivationAttrs {
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
}

const activations: Readonly<Record<string, (x: Tensor, alpha: number, slopes: Tensor | undefined) => Tensor>> = {
  relu6: (x) => tf.relu6(x),
  elu: (x) => tf.elu(x),
  leakyrelu: (x, alpha) => tf.leakyRelu(x, alpha),
  prelu: (x, _alpha, slopes) => tf.prelu(x, slopes ?? tf.scalar(0)),
};

/** Whether a kernel of its own can follow a product with this activation. */
export const canFollow = (activation: string): boolean => activation in activations;

/**
 * An activation by its own kernel after a product without one, which is used up. TensorFlow.js' own fused product gives wrong values
 * where an operand is transposed.
 */
export function activated(linear: TensorInfo, attrs: ActivationAttrs, slopes: Tensor | undefined): TensorInfo {
  return tf.tidy(() => {
    const x = tf.engine().makeTensorFromTensorInfo(linear);
    return activations[attrs.activation ?? '']?.(x, attrs.leakyreluAlpha ?? 0, slopes) ?? tf.clone(x);
  });
}
