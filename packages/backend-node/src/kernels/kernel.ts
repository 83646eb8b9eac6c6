import type { KernelFunc } from '@tensorflow/tfjs-core';
import type { Runtime } from '../tensorflow/runtime.js';

/** A kernel of ours in the place of tfjs-node's, to which it hands whatever it does not do itself. */
export type Replacement = {
  readonly name: string;
  readonly create: (runtime: Runtime, stock: KernelFunc) => KernelFunc;
};

/** A kernel that tfjs-node does not have. */
export type Addition = {
  readonly name: string;
  readonly create: (runtime: Runtime) => KernelFunc;
};
