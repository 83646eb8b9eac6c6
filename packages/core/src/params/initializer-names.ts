import type { Initializer } from './initializers.js';
import { glorotUniform, normal, zeros } from './initializers.js';

/** Initializers of kernels as configurations name them. */
export const initializers = {
  'glorot-uniform': glorotUniform,
  zeros,
  'standard-normal': normal(1),
} as const satisfies Readonly<Record<string, Initializer>>;

export const initializerNames: readonly ['glorot-uniform', 'zeros', 'standard-normal'] = [
  'glorot-uniform',
  'zeros',
  'standard-normal',
];
