import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { choleskySolve } from '../../linear-algebra/cholesky-solve.js';
import { real } from '../kernel-gradient.js';

/** The part of square matrices that counts in a symmetric system. */
const symmetric = (x: Tensor): Tensor => tf.mul(tf.add(x, tf.transpose(x, [0, 2, 1])), 0.5);

/**
 * `X = A⁻¹ B` of symmetric `A`: `dB = A⁻¹ dX` and `dA = −dB Xᵀ`, symmetric. Solves of the same systems, so any order is right.
 * `X` is solved for again, since an output must not be saved; a compiled step has both as one.
 */
export const solves: readonly GradConfig[] = [
  {
    kernelName: 'CholeskySolve',
    inputsToSave: ['a', 'b'],
    gradFunc: (gradient, saved) => {
      const dx = gradient as Tensor;
      const [a, b] = [real(saved[0] as Tensor), real(saved[1] as Tensor)];
      return {
        a: () => tf.neg(symmetric(tf.matMul(choleskySolve(a, dx), choleskySolve(a, b), false, true))),
        b: () => choleskySolve(a, dx),
      };
    },
  },
];
