import * as tf from '@tensorflow/tfjs-core';
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { registerPrimitives } from '@innerloop/core';
import { guardAllocation } from '../runtime/out-of-memory.js';
import type { Allocator } from '../runtime/out-of-memory.js';
import { createRuntime, memoryOf } from '../runtime/runtime.js';
import type { WasmBackend } from '../runtime/runtime.js';
import { argKernels } from './arg-extrema.js';
import { batchMatMul } from './products/batch-mat-mul.js';
import { choleskySolve } from './products/cholesky-solve.js';
import { batchNorm } from './batch-norm.js';
import { binaryKernels } from './binary.js';
import { convolutionKernels } from './convolutions/conv2d.js';
import type { FastKernel, NewKernel } from './fast-kernel.js';
import { cast } from './cast.js';
import { gather } from './gathers/gather.js';
import { scatterNd, unsortedSegmentSum } from './gathers/scatter.js';
import { cumulativeKernels } from './cumulative.js';
import { identity } from './identity.js';
import { col2im, im2col } from './im2col.js';
import { oneHot } from './one-hot.js';
import { reductionKernels } from './reductions.js';
import { joinKernels } from './joins/concat.js';
import { pad } from './joins/pad.js';
import { splitKernels } from './joins/split.js';
import { fusedMatMul } from './products/fused-mat-mul.js';
import { select } from './select.js';
import { softmax } from './softmax.js';
import { unaryKernels } from './unary.js';
import { viewKernels } from './views/views.js';

const backendName = 'wasm';
const replacements: readonly FastKernel[] = [
  batchMatMul,
  identity,
  cast,
  oneHot,
  ...binaryKernels,
  ...unaryKernels,
  ...reductionKernels,
  ...viewKernels,
  ...argKernels,
  ...cumulativeKernels,
  ...joinKernels,
  ...splitKernels,
  pad,
  select,
  gather,
  scatterNd,
  softmax,
  fusedMatMul,
  ...convolutionKernels,
  batchNorm,
];
const additions: readonly NewKernel[] = [im2col, col2im, unsortedSegmentSum, choleskySolve];

/** The stock kernels that ours took the place of; a second installation must not take ours for stock. */
const stockKernels = new Map<string, KernelConfig>();
let installedOn: WasmBackend | undefined;

/** getKernel's type hides that it gives undefined for a kernel that is not registered. */
function registered(name: string): KernelConfig | undefined {
  return tf.getKernel(name, backendName);
}

function stockOf(name: string): KernelConfig | undefined {
  const known = stockKernels.get(name) ?? registered(name);
  if (known !== undefined) stockKernels.set(name, known);
  return known;
}

function register(config: KernelConfig): void {
  if (registered(config.kernelName) !== undefined) tf.unregisterKernel(config.kernelName, backendName);
  tf.registerKernel(config);
}

/**
 * Registers our kernels for a started wasm backend, through TensorFlow.js' own registry. Once a backend; a new backend
 * gets kernels on its own memory.
 *
 * @returns whether they are installed: false when the build of TensorFlow.js hides its memory
 */
export function installKernels(backend: WasmBackend): boolean {
  if (installedOn === backend) return true;
  const memory = memoryOf(backend);
  if (memory === undefined) return false;
  guardAllocation(backend.wasm as unknown as Allocator, () => memory.buffer.byteLength);
  // What core makes of stock kernels stands in for what ours do not do themselves.
  registerPrimitives(backendName);
  const runtime = createRuntime(backend, memory);
  for (const { name, create } of replacements) {
    const stock = stockOf(name);
    if (stock !== undefined) register({ ...stock, kernelFunc: create(runtime, stock.kernelFunc) });
  }
  // TensorFlow.js sets kernels up whenever their backend is chosen, so one made anew gets ours without another start.
  const setupFunc = (chosen: object): void => void installKernels(chosen as WasmBackend);
  for (const { name, create } of additions) {
    register({ kernelName: name, backendName, kernelFunc: create(runtime), setupFunc });
  }
  installedOn = backend;
  return true;
}
