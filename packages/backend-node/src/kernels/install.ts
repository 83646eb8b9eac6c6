import * as tf from '@tensorflow/tfjs-core';
import type { KernelConfig } from '@tensorflow/tfjs-core';
import type { TensorflowBackend } from '../tensorflow/backend.js';
import { createRuntime } from '../tensorflow/runtime.js';
import type { Runtime } from '../tensorflow/runtime.js';
import { convolutions } from './convolutions.js';
import { elementwise } from './elementwise.js';
import { col2im, im2col } from './im2col.js';
import type { Addition, Replacement } from './kernel.js';
import { poolings } from './poolings.js';
import { reductions } from './reductions.js';
import { viewAdditions, views } from './views.js';

const backendName = 'tensorflow';
const replacements: readonly Replacement[] = [...elementwise, ...reductions, ...views, ...convolutions, ...poolings];
const additions: readonly Addition[] = [im2col, col2im, ...viewAdditions];

/** tfjs-node's kernels that ours took the place of; a second installation must not take ours for its. */
const stockKernels = new Map<string, KernelConfig>();
let installedOn: TensorflowBackend | undefined;

/** getKernel's type hides that it gives undefined for a kernel that is not registered. */
const registered = (name: string): KernelConfig | undefined => tf.getKernel(name, backendName);

function stockOf(name: string): KernelConfig | undefined {
  const stock = stockKernels.get(name) ?? registered(name);
  if (stock !== undefined) stockKernels.set(name, stock);
  return stock;
}

function register(config: KernelConfig): void {
  if (registered(config.kernelName) !== undefined) tf.unregisterKernel(config.kernelName, backendName);
  tf.registerKernel(config);
}

/** The backend counts data that belong to tensors; what kernels keep is no leak. */
function countTensorsOnly(backend: TensorflowBackend, { owned }: Runtime): void {
  const count = backend.numDataIds.bind(backend);
  backend.numDataIds = () => count() - owned.count();
}

/** Registers our kernels for a started backend 'tensorflow', once a backend. */
export function installKernels(backend: TensorflowBackend): void {
  if (installedOn === backend) return;
  const runtime = createRuntime(backend);
  countTensorsOnly(backend, runtime);
  for (const { name, create } of replacements) {
    const stock = stockOf(name);
    if (stock !== undefined) register({ ...stock, kernelFunc: create(runtime, stock.kernelFunc) });
  }
  // TensorFlow.js sets kernels up whenever their backend is chosen, so one made anew gets ours without another start.
  const setupFunc = (chosen: object): void => installKernels(chosen as TensorflowBackend);
  for (const { name, create } of additions) {
    register({ kernelName: name, backendName, kernelFunc: create(runtime), setupFunc });
  }
  installedOn = backend;
}
