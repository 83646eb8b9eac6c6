import * as tf from '@tensorflow/tfjs-core';
import type { KernelFunc, Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../contracts/tree.js';
import { broadcastComposed } from './broadcast.js';
import { col2imComposed, im2colComposed } from './composed.js';
import { convolveBackToFilter } from './convolution.js';
import { col2imByLoops, im2colByLoops } from './loops.js';
import { windowAttributes } from './window-attributes.js';

/** `tf.conv2d`'s gradient by the filter, which TensorFlow.js' own fused convolutions ask for and wasm lacks. */
const conv2DBackpropFilter: KernelFunc = ({ inputs, attrs = {} }) =>
  tf.tidy(() =>
    convolveBackToFilter(
      inputs['dy'] as Tensor,
      inputs['x'] as Tensor,
      attrs['filterShape'] as Shape,
      windowAttributes(attrs),
    ),
  );

const byLoops: Readonly<Record<string, KernelFunc>> = { Im2Col: im2colByLoops, Col2Im: col2imByLoops };
const composed: Readonly<Record<string, KernelFunc>> = { Im2Col: im2colComposed, Col2Im: col2imComposed };

/**
 * Gives a backend the kernels of our primitives that it lacks: loops for `cpu`, compositions of stock ops for any other;
 * `Conv2DBackpropFilter`, made of them; and `BroadcastTo`.
 * A kernel that is there, an engine's own, stays. Idempotent.
 */
export function registerPrimitives(backendName: string): void {
  const pair = backendName === 'cpu' ? byLoops : composed;
  const kernels = { ...pair, BroadcastTo: broadcastComposed, Conv2DBackpropFilter: conv2DBackpropFilter };
  for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
    // getKernel's type hides that it gives undefined for a kernel that is not registered.
    const found = tf.getKernel(kernelName, backendName) as tf.KernelConfig | undefined;
    if (found === undefined) tf.registerKernel({ kernelName, backendName, kernelFunc });
  }
}
