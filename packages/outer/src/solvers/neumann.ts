import { mapParams, tidy } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { plusScaled } from './linear-operator.js';
import type { Solver } from './linear-operator.js';

/**
 * The first terms of the Neumann series `A⁻¹ b = η Σ_k (I − η A)^k b`, `iterations` of them: it converges if `0 < η A < 2`.
 *
 * @see Lorraine, Vicol, Duvenaud 2020, "Optimizing Millions of Hyperparameters by Implicit Differentiation", arXiv:1911.02590
 */
export const neumann =
  (iterations: number, rate: number): Solver =>
  (operator, b) => {
    let x = mapParams(b, (tensor) => tf.zerosLike(tensor));
    let term = mapParams(b, (tensor) => tf.mul(tensor, rate));
    for (let i = 0; i < iterations; i++) {
      x = plusScaled(x, 1, term);
      const last = term;
      if (i + 1 < iterations) term = tidy(() => plusScaled(last, -rate, operator(last)));
    }
    return x;
  };
