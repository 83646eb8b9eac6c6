import * as tf from '@tensorflow/tfjs-core';
import type { KernelFunc, Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../contracts/tree.js';
import { choleskySolveByLoops } from '../linear-algebra/elimination.js';
import { choleskySolveComposed } from '../linear-algebra/elimination-composed.js';
import { withoutAbsent } from './absent-inputs.js';
import { broadcastComposed } from './broadcast.js';
import { col2imComposed, im2colComposed } from './composed.js';
import { convolveBackToFilter } from './convolution.js';
import { guardedCumulative } from './cumulative.js';
import { guardedPooling } from './guarded-pooling.js';
import { col2imByLoops, im2colByLoops } from './loops.js';
import { firstMaxima, handBack, handBackEvenly, poolGeometry } from './pooling.js';
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

const maxPoolGrad: KernelFunc = ({ inputs, attrs = {} }) =>
  tf.tidy(() => {
    const x = inputs['input'] as Tensor;
    const g = poolGeometry(x.shape, attrs);
    return handBack(inputs['dy'] as Tensor, firstMaxima(x, g), g);
  });

const avgPoolGrad: KernelFunc = ({ inputs, attrs = {} }) =>
  tf.tidy(() => handBackEvenly(inputs['dy'] as Tensor, poolGeometry((inputs['input'] as Tensor).shape, attrs)));

const byLoops: Readonly<Record<string, KernelFunc>> = { Im2Col: im2colByLoops, Col2Im: col2imByLoops };
const composed: Readonly<Record<string, KernelFunc>> = { Im2Col: im2colComposed, Col2Im: col2imComposed };
/** Backends whose values can be read without waiting: a few small systems are solved faster by loops than by many kernels. */
const readAtOnce: readonly string[] = ['cpu', 'tensorflow'];
/** Kernels that TensorFlow.js' wasm backend has: `MaxPoolGrad` is zero there in windows whose maximum is negative, and both are slow. */
const replacedOnWasm: Readonly<Record<string, KernelFunc>> = { MaxPoolGrad: maxPoolGrad, AvgPoolGrad: avgPoolGrad };

/** Kernels of every backend that get their arguments from us: as they stand, TensorFlow.js gives some that they cannot take. */
const guards: Readonly<Record<string, (kernel: KernelFunc) => KernelFunc>> = {
  Cumsum: (kernel) => guardedCumulative('Cumsum', kernel),
  Cumprod: (kernel) => guardedCumulative('Cumprod', kernel),
  FusedBatchNorm: withoutAbsent,
  MaxPool: guardedPooling,
  AvgPool: guardedPooling,
};

// getKernel's type hides that it gives undefined for a kernel that is not registered.
const found = (kernelName: string, backendName: string): tf.KernelConfig | undefined =>
  tf.getKernel(kernelName, backendName);

/** Puts one kernel in the place of a backend's own, if it has one. */
function replace(kernelName: string, backendName: string, by: (stock: KernelFunc) => KernelFunc): void {
  const stock = found(kernelName, backendName);
  if (stock === undefined) return;
  const kernelFunc = by(stock.kernelFunc);
  if (stock.kernelFunc === kernelFunc) return;
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ ...stock, kernelFunc });
}

/**
 * Gives a backend the kernels of our primitives that it lacks: loops for `cpu`, compositions of stock ops for any other;
 * `Conv2DBackpropFilter`, made of them; `BroadcastTo`; and `CholeskySolve`. On `wasm` it also takes the place of the stock gradients of pooling.
 * Cumulative sums and products, batch normalisation and pooling are guarded against arguments that a backend cannot take.
 * A kernel that is there otherwise, an engine's own, stays. Idempotent.
 */
export function registerPrimitives(backendName: string): void {
  const pair = backendName === 'cpu' ? byLoops : composed;
  const kernels = {
    ...pair,
    BroadcastTo: broadcastComposed,
    Conv2DBackpropFilter: conv2DBackpropFilter,
    CholeskySolve: readAtOnce.includes(backendName) ? choleskySolveByLoops : choleskySolveComposed,
  };
  for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
    if (found(kernelName, backendName) === undefined) tf.registerKernel({ kernelName, backendName, kernelFunc });
  }
  for (const [kernelName, guard] of Object.entries(guards)) replace(kernelName, backendName, guard);
  if (backendName !== 'wasm') return;
  for (const [kernelName, kernelFunc] of Object.entries(replacedOnWasm)) {
    replace(kernelName, backendName, () => kernelFunc);
  }
}
