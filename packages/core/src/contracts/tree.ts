import type { Tensor } from '@tensorflow/tfjs-core';

/** Lengths of a tensor's axes, outermost first. */
export type Shape = readonly number[];

/**
 * Whatever can be kept, disposed, saved and compiled: a tensor, or lists and records of trees.
 * Values that cross a contract are type aliases, not interfaces: an interface is not assignable to `Tree`.
 */
export type Tree = Tensor | readonly Tree[] | { readonly [name: string]: Tree };

/** Parameters by name, flat: `'model/conv1/kernel'` → tensor. */
export type ParamTree = Readonly<Record<string, Tensor>>;
