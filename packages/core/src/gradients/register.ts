import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig } from '@tensorflow/tfjs-core';
import { activations } from './elementwise/activations.js';
import { arithmetic } from './elementwise/arithmetic.js';
import { constants } from './elementwise/constants.js';
import { elementary } from './elementwise/elementary.js';
import { power } from './elementwise/power.js';
import { convolutions } from './linear/convolution.js';
import { depthwise } from './linear/depthwise.js';
import { im2cols } from './linear/im2col.js';
import { matmul } from './linear/matmul.js';
import { poolings } from './linear/pooling.js';
import { logSoftmaxOperations } from './operations/log-softmax.js';
import { extrema } from './reductions/extrema.js';
import { normalization } from './reductions/normalization.js';
import { products } from './reductions/products.js';
import { softmaxes } from './reductions/softmax.js';
import { sums } from './reductions/sums.js';
import { gathers } from './views/gathers.js';
import { joins } from './views/joins.js';
import { slices } from './views/slices.js';
import { views } from './views/views.js';

const ofKernels: readonly GradConfig[] = [
  ...[arithmetic, power, elementary, activations, constants].flat(),
  ...[sums, extrema, products, softmaxes, normalization].flat(),
  ...[matmul, im2cols, convolutions, depthwise, poolings].flat(),
  ...[views, joins, slices, gathers].flat(),
];
const all: readonly GradConfig[] = [...ofKernels, ...logSoftmaxOperations];

/** Two that every program needs and that stock TensorFlow.js would replace all at once. */
const sentinels = all.filter(({ kernelName }) => kernelName === 'Multiply' || kernelName === 'Exp');

/** The TensorFlow.js kernels whose gradients are right to any order once `registerGradients` has run. */
export const differentiableKernels: readonly string[] = ofKernels.map(({ kernelName }) => kernelName);

// getGradient's type hides that it gives undefined for a kernel without gradient.
const found = (kernelName: string): GradConfig | undefined => tf.getGradient(kernelName) as GradConfig | undefined;

/**
 * Puts our gradients into TensorFlow.js' registry, in place of its own: those are wrong in second order wherever they save an output,
 * and missing where only `@tensorflow/tfjs-core` is imported. Idempotent; it puts right what a later import replaced.
 */
export function registerGradients(): void {
  for (const config of all) {
    const current = found(config.kernelName);
    if (current === config) continue;
    if (current !== undefined) tf.unregisterGradient(config.kernelName);
    tf.registerGradient(config);
  }
}

/** Whether our gradients stand. Cheap: it looks at a few that any re-registration would have replaced. */
export const gradientsReady = (): boolean =>
  sentinels.every((config) => found(config.kernelName) === config);
