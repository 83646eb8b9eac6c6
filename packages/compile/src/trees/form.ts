import { CompileError } from '@innerloop/core';
import type { Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** A tree's structure: a number is the place of a leaf. The order of names belongs to it: sums over leaves depend on it. */
export type Form = number | readonly Form[] | { readonly [name: string]: Form };

const isTensor = (tree: Tree): tree is Tensor => tree instanceof tf.Tensor;
const isList = <T>(tree: readonly T[] | object): tree is readonly T[] => Array.isArray(tree);

/** A leaf with the names that lead to it: `state/params/model/kernel`. */
export interface NamedLeaf {
  readonly path: string;
  readonly tensor: Tensor;
}

/**
 * The leaves in order.
 *
 * @throws CompileError where a tree holds something that is neither a tensor nor a list or record of trees
 */
export function namedLeaves(tree: Tree, path = ''): NamedLeaf[] {
  if (isTensor(tree)) return [{ path, tensor: tree }];
  if (typeof tree !== 'object' || (tree as unknown) === null || tree instanceof Promise) {
    throw new CompileError(
      `compile: expected tensors, or lists and records of them, got ${tree instanceof Promise ? 'a promise' : typeof tree} at '${path}'. Numbers that change from run to run are tensors; those that do not are captured.`,
    );
  }
  const below = (name: string): string => (path === '' ? name : `${path}/${name}`);
  return Object.entries(tree).flatMap(([name, branch]) => namedLeaves(branch, below(name)));
}

/** The leaves in order, without names. */
export function leavesInOrder(tree: Tree, into: Tensor[] = []): Tensor[] {
  if (isTensor(tree)) into.push(tree);
  else if (isList<Tree>(tree)) for (const branch of tree) leavesInOrder(branch, into);
  else for (const name in tree) leavesInOrder(tree[name] as Tree, into);
  return into;
}

/** @param first  the place of the tree's first leaf */
export function formOf(tree: Tree, first = 0): Form {
  let next = first;
  const walk = (at: Tree): Form => {
    if (isTensor(at)) return next++;
    if (isList<Tree>(at)) return at.map(walk);
    return Object.fromEntries(Object.entries(at).map(([name, branch]) => [name, walk(branch)]));
  };
  return walk(tree);
}

/** The tree of a form, with leaf `at` for each place. */
export function treeOf(form: Form, leaf: (at: number) => Tensor): Tree {
  if (typeof form === 'number') return leaf(form);
  if (isList<Form>(form)) return form.map((branch) => treeOf(branch, leaf));
  return Object.fromEntries(Object.entries(form).map(([name, branch]) => [name, treeOf(branch, leaf)]));
}

/** All that compiled code takes for granted of a tree: names in their order, shapes and types. */
export function signatureOf(tree: Tree): string {
  if (isTensor(tree)) return `${tree.dtype}[${tree.shape.join()}]`;
  if (isList<Tree>(tree)) return `(${tree.map(signatureOf).join()})`;
  let text = '{';
  for (const name in tree) text += `${JSON.stringify(name)}:${signatureOf(tree[name] as Tree)},`;
  return `${text}}`;
}
