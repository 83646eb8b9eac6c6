import * as tf from '@tensorflow/tfjs-core';
import type { KernelFunc } from '@tensorflow/tfjs-core';
import { col2imComposed, im2colComposed } from './composed.js';
import { col2imByLoops, im2colByLoops } from './loops.js';

const byLoops: Readonly<Record<string, KernelFunc>> = { Im2Col: im2colByLoops, Col2Im: col2imByLoops };
const composed: Readonly<Record<string, KernelFunc>> = { Im2Col: im2colComposed, Col2Im: col2imComposed };

/**
 * Gives a backend the kernels of our primitives that it lacks: loops for `cpu`, compositions of stock ops for any other.
 * A kernel that is there, an engine's own, stays. Idempotent.
 */
export function registerPrimitives(backendName: string): void {
  const kernels = backendName === 'cpu' ? byLoops : composed;
  for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
    // getKernel's type hides that it gives undefined for a kernel that is not registered.
    const found = tf.getKernel(kernelName, backendName) as tf.KernelConfig | undefined;
    if (found === undefined) tf.registerKernel({ kernelName, backendName, kernelFunc });
  }
}
