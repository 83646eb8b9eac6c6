import type { KernelFunc } from '@tensorflow/tfjs-core';
import type { Runtime } from '../runtime/runtime.js';

/** A kernel of ours: it takes the stock one's place, and hands to it whatever it does not do itself. */
export interface FastKernel {
  readonly name: string;
  readonly create: (runtime: Runtime, stock: KernelFunc) => KernelFunc;
}

/** A kernel that TensorFlow.js does not have. */
export interface NewKernel {
  readonly name: string;
  readonly create: (runtime: Runtime) => KernelFunc;
}
