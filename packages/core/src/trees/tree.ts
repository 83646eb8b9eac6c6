import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tree } from '../contracts/tree.js';
import { InvalidDataError } from '../errors.js';

const isTensor = (tree: Tree): tree is Tensor => tree instanceof tf.Tensor;
const isList = (tree: Tree): tree is readonly Tree[] => Array.isArray(tree);

/** The tree of the same form whose tensors are `f` of this one's, visited in order. */
export function mapTree<T extends Tree>(tree: T, f: (tensor: Tensor) => Tensor): T;
export function mapTree(tree: Tree, f: (tensor: Tensor) => Tensor): Tree {
  if (isTensor(tree)) return f(tree);
  if (isList(tree)) return tree.map((branch) => mapTree(branch, f));
  return Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, mapTree(branch, f)]));
}

/** As `mapTree`, with the path that leads to each tensor: `'first/model/kernel'` of `{ first: { 'model/kernel': … } }`, list positions by number. */
export function mapNamed<T extends Tree>(tree: T, f: (tensor: Tensor, path: string) => Tensor, path?: string): T;
export function mapNamed(tree: Tree, f: (tensor: Tensor, path: string) => Tensor, path = ''): Tree {
  if (isTensor(tree)) return f(tree, path);
  const below = (name: string | number): string => (path === '' ? String(name) : `${path}/${name}`);
  if (isList(tree)) return tree.map((branch, i) => mapNamed(branch, f, below(i)));
  return Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, mapNamed(branch, f, below(name))]));
}

/** The tensors of a tree, in the order in which `mapTree` visits them. */
export function leavesOf(tree: Tree): Tensor[] {
  const leaves: Tensor[] = [];
  collect(tree, leaves);
  return leaves;
}

function collect(tree: Tree, leaves: Tensor[]): void {
  if (isTensor(tree)) leaves.push(tree);
  else for (const branch of isList(tree) ? tree : Object.values(tree)) collect(branch, leaves);
}

/**
 * The tree of `f` of the tensors at equal places of two trees of one form.
 *
 * @throws InvalidDataError if they hold a different number of tensors
 */
export function zipTree<T extends Tree>(left: T, right: T, f: (left: Tensor, right: Tensor) => Tensor): T {
  const others = leavesOf(right);
  const count = leavesOf(left).length;
  if (others.length !== count) {
    throw new InvalidDataError(
      `zipTree: the trees hold ${count} and ${others.length} tensors; pass two trees of one form.`,
    );
  }
  let next = 0;
  return mapTree(left, (tensor) => f(tensor, others[next++] as Tensor));
}
