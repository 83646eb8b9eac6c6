import * as tf from '@tensorflow/tfjs-core';

/**
 * Frees what a tape saved for gradients that are not taken any more. TensorFlow.js does so after a gradient, but not where the function
 * to differentiate throws: what it kept until then would stay in memory. Does nothing while an outer tape, which holds the same nodes, runs.
 */
export function abandonTape(): void {
  const { state } = tf.engine();
  const tape = state.activeTape as typeof state.activeTape | null | undefined;
  if (state.gradientDepth > 0 || !tape) return;
  for (const { saved = [] } of tape) saved.forEach((tensor) => tensor.dispose());
  tape.length = 0;
}
