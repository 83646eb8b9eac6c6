import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { inputsOfNode } from '../tape-node.js';
import { sliceAxis } from './along-axis.js';

const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

const concat: GradConfig = {
  kernelName: 'Concat',
  gradFunc: (gradient, saved, attrs) => {
    const dy = gradient as Tensor;
    const axis = axisOf(attrs['axis'] as number, dy.rank);
    let end = 0;
    const pieces = Object.values(inputsOfNode(saved)).map((x) => {
      const size = x.shape[axis] as number;
      const start = end;
      end += size;
      return () => sliceAxis(dy, axis, start, size);
    });
    return Object.fromEntries(pieces.map((piece, i) => [i, piece]));
  },
};

const pack: GradConfig = {
  kernelName: 'Pack',
  gradFunc: (gradient, _saved, attrs) => {
    const dy = gradient as Tensor;
    const axis = axisOf(attrs['axis'] as number, dy.rank);
    const shape = dy.shape.filter((_, i) => i !== axis);
    const count = dy.shape[axis] as number;
    const piece = (i: number) => (): Tensor => tf.reshape(sliceAxis(dy, axis, i, 1), shape);
    return Object.fromEntries(Array.from({ length: count }, (_, i) => [i, piece(i)]));
  },
};

/** The engine hands on a lone tensor where a kernel has one output. */
const allOf = (gradients: Tensor | Tensor[]): Tensor[] => (Array.isArray(gradients) ? gradients : [gradients]);

const unpack: GradConfig = {
  kernelName: 'Unpack',
  gradFunc: (dys, _saved, attrs) => ({ value: () => tf.stack(allOf(dys), attrs['axis'] as number) }),
};

const split: GradConfig = {
  kernelName: 'SplitV',
  gradFunc: (dys, _saved, attrs) => ({ x: () => tf.concat(allOf(dys), attrs['axis'] as number) }),
};

/** Kernels that join tensors or part one: each is the other's gradient. */
export const joins: readonly GradConfig[] = [concat, pack, unpack, split];
