import type { Tensor } from '@innerloop/core';
import { InvalidDataError } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Examples beside what is said of them: `[T, N, features]` and `[T, N, outputs]` become `[T, N, features + outputs]`. Without `y` nothing is
 * said, which is zeros: `outputs` of them. Gradients flow.
 *
 * @throws InvalidDataError if the features are not of rank 3, or the two have other tasks or examples
 */
export function labelled(features: Tensor, y: Tensor | { readonly outputs: number }): Tensor {
  const [tasks, rows] = features.shape as [number, number];
  const said = y instanceof tf.Tensor ? y : tf.zeros([tasks, rows, y.outputs]);
  if (features.rank === 3 && said.rank === 3 && said.shape[0] === tasks && said.shape[1] === rows)
    return tf.concat([features, said], 2);
  throw new InvalidDataError(
    `labelled: expected features [tasks, examples, features] and as many targets [tasks, examples, outputs], got [${features.shape.join(', ')}] and [${said.shape.join(', ')}]. ` +
      'Flatten pictures, or give an embedding.',
  );
}
