import * as tf from '@tensorflow/tfjs-core';

/**
 * Runs `f` and tells how many bytes of tensors were alive at once at most, beyond those that were alive before it: what TensorFlow.js
 * counts, but data that several tensors share counted once. Scratch memory inside of kernels is not seen.
 */
export function peakMemory<T>(f: () => T): { readonly value: T; readonly bytes: number } {
  const { state } = tf.engine();
  const { tensorInfo } = state;
  let alive = 0;
  let peak = 0;
  const counting: typeof tensorInfo = {
    [Symbol.toStringTag]: 'WeakMap',
    has: (data) => tensorInfo.has(data),
    get: (data) => tensorInfo.get(data),
    set(data, info) {
      alive += info.bytes;
      peak = Math.max(peak, alive);
      tensorInfo.set(data, info);
      return counting;
    },
    delete(data) {
      alive -= tensorInfo.get(data)?.bytes ?? 0;
      return tensorInfo.delete(data);
    },
  };
  state.tensorInfo = counting;
  try {
    const value = f();
    return { value, bytes: peak };
  } finally {
    state.tensorInfo = tensorInfo;
  }
}
