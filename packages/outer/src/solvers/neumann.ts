import { dotPerTask, mapParams, tidy } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { curvesDown, plusScaled } from './linear-operator.js';
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
    let negative: Tensor = tf.zerosLike(dotPerTask(b, b));
    for (let i = 0; i < iterations; i++) {
      x = plusScaled(x, 1, term);
      if (i + 1 === iterations) break;
      const [last, met] = [term, negative];
      ({ term, negative } = tidy(() => {
        const image = operator(last);
        return { term: plusScaled(last, -rate, image), negative: tf.maximum(met, curvesDown(last, image)) };
      }));
    }
    return { solution: x, negative };
  };
