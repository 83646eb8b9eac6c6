import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../contracts/tree.js';
import { reduceTo } from './broadcast.js';
import { inputsOfNode } from './tape-node.js';

/*
 * The forms that a kernel's gradient takes here. They save inputs and never outputs: TensorFlow.js puts the copy of a saved output on the tape
 * before the node that made it, so a second derivative through it is silently lost. What is saved costs a copy and two more nodes on the
 * tape, so nothing is saved for its shape alone. A backward pass runs each function lazily, in a `tidy`.
 */

type Attributes = NamedAttrMap;

/** The tensor as float32: gradients are, whatever their inputs were. */
export const real = (x: Tensor): Tensor => (x.dtype === 'float32' ? x : tf.cast(x, 'float32'));

/** A new tensor: the backward pass disposes of gradients that it has added up, so none may be handed on as it is. */
const fresh = (gradient: Tensor, dy: Tensor): Tensor => (gradient === dy ? tf.reshape(dy, dy.shape) : gradient);

/** Of a kernel with one input and one output, from `dy` and the saved input. */
export function ofInput(
  kernelName: string,
  gradient: (dy: Tensor, x: Tensor, attrs: Attributes) => Tensor,
  input = 'x',
): GradConfig {
  return {
    kernelName,
    inputsToSave: [input],
    gradFunc: (dy, saved, attrs) => ({
      [input]: () => fresh(gradient(dy as Tensor, real(saved[0] as Tensor), attrs), dy as Tensor),
    }),
  };
}

/** Of a linear kernel whose attributes and output say all that its transpose needs: nothing is saved. */
export function ofLinear(
  kernelName: string,
  transpose: (dy: Tensor, attrs: Attributes) => Tensor,
  input = 'x',
): GradConfig {
  return {
    kernelName,
    gradFunc: (dy, _saved, attrs) => ({ [input]: () => fresh(transpose(dy as Tensor, attrs), dy as Tensor) }),
  };
}

/** Of a linear kernel whose transpose depends on the shape of its input: nothing is saved. */
export function ofShape(
  kernelName: string,
  transpose: (dy: Tensor, shape: Shape, attrs: Attributes) => Tensor,
  input = 'x',
): GradConfig {
  return {
    kernelName,
    gradFunc: (dy, saved, attrs) => {
      const { shape } = inputsOfNode(saved)[input] as Tensor;
      return { [input]: () => fresh(transpose(dy as Tensor, shape, attrs), dy as Tensor) };
    },
  };
}

/** Of an elementwise kernel of `a` and `b` that broadcasts and is linear in both: nothing is saved. */
export function ofLinearPair(kernelName: string, byA: (dy: Tensor) => Tensor, byB: (dy: Tensor) => Tensor): GradConfig {
  return {
    kernelName,
    gradFunc: (dy, saved) => {
      const { a, b } = inputsOfNode(saved) as { readonly a: Tensor; readonly b: Tensor };
      const toShapeOf = (input: Tensor, gradient: (dy: Tensor) => Tensor) => () =>
        fresh(reduceTo(gradient(dy as Tensor), input.shape), dy as Tensor);
      return { a: toShapeOf(a, byA), b: toShapeOf(b, byB) };
    },
  };
}

type OfPair = (dy: Tensor, a: Tensor, b: Tensor) => Tensor;

/** Of an elementwise kernel of `a` and `b` that broadcasts: gradients of the output's shape, summed to that of their input. */
export function ofPair(kernelName: string, byA: OfPair, byB: OfPair): GradConfig {
  return {
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
      const [a, b] = saved as [Tensor, Tensor];
      const toShapeOf = (input: Tensor, gradient: OfPair) => () =>
        fresh(reduceTo(gradient(dy as Tensor, real(a), real(b)), input.shape), dy as Tensor);
      return { a: toShapeOf(a, byA), b: toShapeOf(b, byB) };
    },
  };
}

/** Of a kernel that is constant almost everywhere, or gives whole numbers or truth values: zero, so that a path through it does not throw. */
export function ofConstant(kernelName: string): GradConfig {
  return {
    kernelName,
    gradFunc: (_dy, saved) =>
      Object.fromEntries(Object.entries(inputsOfNode(saved)).map(([name, { shape }]) => [name, () => tf.zeros(shape)])),
  };
}
