import * as tf from '@tensorflow/tfjs-core';
import type { Tree } from '../contracts/tree.js';
import { leavesOf, mapTree } from './tree.js';

/** `tf.tidy` for any tree: what `f` made is disposed, but for the tensors of its value. */
export function tidy<T extends Tree>(f: () => T): T {
  let value: T | undefined;
  tf.tidy(() => {
    value = f();
    return leavesOf(value);
  });
  return value as T;
}

/** Takes a tree's tensors out of any surrounding `tidy`: the caller disposes of them. */
export function keepTree<T extends Tree>(tree: T): T {
  leavesOf(tree).forEach((tensor) => tf.keep(tensor));
  return tree;
}

/** New handles to the same values; no data are copied. */
export const cloneTree = <T extends Tree>(tree: T): T => mapTree(tree, (tensor) => tf.clone(tensor));

/** Disposes of a tree's tensors, but for those that `spared` holds too. */
export function disposeTree(tree: Tree, spared: Tree = []): void {
  const keep = new Set(leavesOf(spared).map((tensor) => tensor.id));
  for (const tensor of leavesOf(tree)) if (!keep.has(tensor.id)) tensor.dispose();
}
