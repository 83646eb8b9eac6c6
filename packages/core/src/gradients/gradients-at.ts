import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { EngineError } from '../errors.js';
import { abandonTape } from './abandon-tape.js';
import { gradientsReady } from './register.js';

/**
 * Value and gradient of `Σ f()` by each of some tensors; zero by those that it does not depend on, which `reached` tells.
 *
 * @throws EngineError if `useBackend` was not called, since TensorFlow.js' own gradients are silently wrong in second order
 */
export function gradientsAt(
  f: () => Tensor,
  at: readonly Tensor[],
): { readonly value: Tensor; readonly grads: readonly Tensor[]; readonly reached: readonly boolean[] } {
  if (!gradientsReady()) {
    throw new EngineError(
      'differentiate: the gradients of @innerloop/core are not installed. Call `await useBackend(wasm())` once, before anything else.',
    );
  }
  // A model without parameters has nothing to differentiate by, and the engine refuses an empty list.
  if (at.length === 0) return { value: f(), grads: [], reached: [] };
  try {
    const { value, grads } = tf.engine().gradients(f, [...at], undefined, true);
    const found = at.map((_, i) => grads[i] as Tensor | null | undefined);
    return {
      value,
      grads: at.map((tensor, i) => found[i] ?? tf.zerosLike(tensor)),
      reached: found.map((gradient) => gradient !== null && gradient !== undefined),
    };
  } finally {
    abandonTape();
  }
}
