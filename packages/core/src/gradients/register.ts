import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig } from '@tensorflow/tfjs-core';
import { activations } from './elementwise/activations.js';
import { arithmetic } from './elementwise/arithmetic.js';
import { constants } from './elementwise/constants.js';
import { elementary } from './elementwise/elementary.js';
import { power } from './elementwise/power.js';
import { solves } from './linear/cholesky-solve.js';
import { convolutions } from './linear/convolution.js';
import { depthwise } from './linear/depthwise.js';
import { im2cols } from './linear/im2col.js';
import { matmul } from './linear/matmul.js';
import { poolings } from './linear/pooling.js';
import { logSoftmaxOperations } from './operations/log-softmax.js';
import { cumulative } from './reductions/cumulative.js';
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
  ...[sums, cumulative, extrema, products, softmaxes, normalization].flat(),
  ...[matmul, im2cols, convolutions, depthwise, poolings, solves].flat(),
  ...[views, joins, slices, gathers].flat(),
];

/** Ours whatever copy of this package registered it: a process may hold its ESM and its CommonJS build. */
const ours: unique symbol = Symbol.for('@innerloop/core/gradient');
type OurGradient = GradConfig & { readonly [ours]: true };

const all: readonly OurGradient[] = [...ofKernels, ...logSoftmaxOperations].map((config) => ({
  ...config,
  [ours]: true,
}));

/** A few that any re-registration of TensorFlow.js' own gradients would have replaced. */
const sentinels: readonly string[] = ['Multiply', 'Exp', 'Softmax'];

/** The TensorFlow.js kernels whose gradients are right to any order once `registerGradients` has run. */
export const differentiableKernels: readonly string[] = ofKernels.map(({ kernelName }) => kernelName);

// getGradient's type hides that it gives undefined for a kernel without gradient.
const found = (kernelName: string): GradConfig | undefined => tf.getGradient(kernelName);
const isOurs = (config: GradConfig | undefined): boolean => config !== undefined && ours in config;

/**
 * Puts our gradients into TensorFlow.js' registry, in place of its own: those are wrong in second order wherever they save an output,
 * and missing where only `@tensorflow/tfjs-core` is imported. Idempotent; it puts right what a later import replaced.
 */
export function registerGradients(): void {
  for (const config of all) {
    const current = found(config.kernelName);
    if (isOurs(current)) continue;
    if (current !== undefined) tf.unregisterGradient(config.kernelName);
    tf.registerGradient(config);
  }
}

/** Whether our gradients stand. Cheap: it looks at a few of them. */
export const gradientsReady = (): boolean => sentinels.every((name) => isOurs(found(name)));
