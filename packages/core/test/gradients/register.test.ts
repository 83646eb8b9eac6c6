import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { differentiableKernels, gradientsReady, registerGradients } from '../../src/gradients/register.js';
import { onEveryBackend } from './backends.js';
import { gradientAt } from './finite-differences.js';

/** TensorFlow.js' own gradient of exp, which saves the output: its second derivative is silently zero. */
const stockExp: tf.GradConfig = {
  kernelName: 'Exp',
  outputsToSave: [true],
  gradFunc: (dy, saved) => ({ x: () => tf.mul(dy as Tensor, saved[0] as Tensor) }),
};

function secondDerivativeOfExp(): number {
  const first = (x: Tensor): Tensor => gradientAt(([y]) => tf.exp(y as Tensor), [x])[0] as Tensor;
  return (gradientAt(([y]) => first(y as Tensor), [tf.scalar(0)])[0] as Tensor).dataSync()[0] as number;
}

onEveryBackend((start) => {
  beforeAll(start);
  beforeEach(registerGradients);

  it('is ready once registered, and registering again changes nothing', () => {
    const before = differentiableKernels.map((name) => tf.getGradient(name));
    registerGradients();
    expect(gradientsReady()).toBe(true);
    differentiableKernels.forEach((name, i) => expect(tf.getGradient(name)).toBe(before[i]));
  });

  it('names each kernel once', () => {
    expect(new Set(differentiableKernels).size).toBe(differentiableKernels.length);
  });

  it('saves no output of any kernel: that is where TensorFlow.js loses second derivatives', () => {
    for (const name of differentiableKernels) expect(tf.getGradient(name).outputsToSave).toBeUndefined();
  });

  it('notices that a stock gradient took the place of ours, and puts it right', () => {
    tf.registerGradient(stockExp);
    expect(gradientsReady()).toBe(false);
    expect(secondDerivativeOfExp()).not.toBe(1);
    registerGradients();
    expect(gradientsReady()).toBe(true);
    expect(secondDerivativeOfExp()).toBe(1);
  });

  it('stands, or is put right, after an import of TensorFlow.js’ layers', async () => {
    await import('@tensorflow/tfjs-layers');
    registerGradients();
    expect(gradientsReady()).toBe(true);
    expect(secondDerivativeOfExp()).toBe(1);
  });

  it('leaves no tensor behind after a second derivative', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = tf.tensor4d(
        Array.from({ length: 32 }, (_, i) => Math.sin(i)),
        [1, 4, 4, 2],
      );
      const f = (y: Tensor): Tensor =>
        tf.logSoftmax(tf.reshape(tf.maxPool(tf.tanh(y) as tf.Tensor4D, 2, 2, 'valid'), [2, 4]));
      const first = (y: Tensor): Tensor => gradientAt(([z]) => tf.sum(tf.square(f(z as Tensor))), [y])[0] as Tensor;
      return gradientAt(([y]) => tf.sum(tf.square(first(y as Tensor))), [x]);
    }).forEach((gradient) => gradient.dispose());
    expect(tf.memory().numTensors).toBe(before);
  });
});
