import type { Initializer } from './initializers.js';
import { glorotUniform, normal, zeros } from './initializers.js';

/** Initializers of kernels as configurations name them. */
export const initializers: Readonly<Record<(typeof initializerNames)[number], Initializer>> = {
  'glorot-uniform': glorotUniform,
  zeros,
  'standard-normal': normal(1),
};

export const initializerNames: readonly ['glorot-uniform', 'zeros', 'standard-normal'] = [
  'glorot-uniform',
  'zeros',
  'standard-normal',
];
