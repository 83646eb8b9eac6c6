import * as tf from '@tensorflow/tfjs-core';

/**
 * Runs `f` as if no gradient were being taken around it: what it computes is a constant to every derivative, and leaves nothing on a tape.
 * `f` may take gradients of its own, which `untaped` cannot give: inside of a custom gradient TensorFlow.js records nothing at all.
 *
 * It also makes gradients possible within a backward pass, whose tape TensorFlow.js would otherwise overwrite with the new one.
 */
export function offTape<T>(f: () => T): T {
  const { state } = tf.engine();
  const { activeTape, gradientDepth, kernelDepth } = state;
  state.activeTape = [];
  state.gradientDepth = 0;
  state.kernelDepth = 0;
  try {
    return f();
  } finally {
    Object.assign(state, { activeTape, gradientDepth, kernelDepth });
  }
}
