import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tree } from '../contracts/tree.js';
import { mapTree } from '../trees/tree.js';

/**
 * The value of `f`, computed off the tape: a constant to every derivative, of any order.
 *
 * A custom gradient without inputs is a node that nothing leads to, so a backward pass never reaches what `f` did. A custom gradient
 * of zero would still be walked upstream from, and throw at the first op without gradient.
 */
export const untaped = (f: () => Tensor): Tensor => tf.customGrad(() => ({ value: f(), gradFunc: () => [] }))();

/**
 * The same value as `x`, of any type, cut from the graph: no derivative, of any order, flows through it.
 * It shares the data of `x` where the backend can, and is a tensor of its own to dispose of.
 */
export const stopGradient = (x: Tensor): Tensor => untaped(() => tf.clone(x));

/** `stopGradient` of every tensor of a tree. */
export const stopTree = <T extends Tree>(tree: T): T => mapTree(tree, stopGradient);
