import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { median } from './median.js';

/** `‖θⁱ − θʲ‖²`: `[S, M, P] → [S, M, M]`, of particles near zero, lest their distances drown in rounding. */
function squaredDistances(near: Tensor): Tensor {
  const products = tf.matMul(near, near, false, true);
  const squares = tf.sum(tf.square(near), 2, true);
  return tf.sub(tf.add(squares, tf.transpose(squares, [0, 2, 1])), tf.mul(products, 2));
}

/** The places of the pairs i < j in a flat M × M matrix. */
const pairs = (count: number): number[] =>
  Array.from({ length: count * count }, (_, at) => at).filter((at) => Math.floor(at / count) < at % count);

/** `median ‖θⁱ − θʲ‖² / log M` over the pairs i < j, `[S, 1, 1]`; 1 where particles coincide, whose kernel is 1 at any bandwidth. A constant to derivatives, as medians are. */
function medianBandwidth(squares: Tensor): Tensor {
  const [sets, count] = squares.shape as [number, number];
  const places = tf.tensor1d(pairs(count), 'int32');
  const apart = tf.gather(tf.reshape(squares, [sets, count * count]), places, 1);
  const middle = tf.div(median(apart), Math.log(count));
  const safe = tf.where(tf.greater(middle, 0), middle, tf.onesLike(middle));
  return tf.reshape(safe, [sets, 1, 1]);
}

/**
 * The direction of Stein variational gradient descent, for S sets of M particles of P numbers each:
 * `φⁱ = 1/M Σ_j [k(θʲ, θⁱ) ∇log p(θʲ) + ∇_{θʲ} k(θʲ, θⁱ)]` with `k = exp(−‖θʲ − θⁱ‖² / h)`, so that the second term is
 * `Σ_j (2/h)(θⁱ − θʲ) k`: particles are driven up the posterior, and from one another.
 *
 * Differentiable by particles and gradients; the bandwidth `h` is a constant to derivatives. A single particle goes up its gradient.
 *
 * @param theta    `[S, M, P]`
 * @param ascent   `∇log p`, `[S, M, P]`
 * @param bandwidth  h; default `median ‖θⁱ − θʲ‖² / log M` over pairs of different particles
 */
export function steinDirection(theta: Tensor, ascent: Tensor, bandwidth?: number): Tensor {
  const count = theta.shape[1] as number;
  if (count === 1) return ascent;
  // As seen from the first particle, and not from the mean: of particles that coincide this is zero to the last bit.
  const seen = tf.sub(theta, tf.slice(theta, [0, 0, 0], [theta.shape[0], 1, theta.shape[2] as number]));
  const squares = squaredDistances(seen);
  const h = bandwidth === undefined ? medianBandwidth(squares) : tf.scalar(bandwidth);
  const kernel = tf.exp(tf.neg(tf.div(squares, h)));
  const apart = tf.sub(tf.mul(tf.sum(kernel, 2, true), seen), tf.matMul(kernel, seen));
  return tf.div(tf.add(tf.matMul(kernel, ascent), tf.mul(apart, tf.div(2, h))), count);
}
