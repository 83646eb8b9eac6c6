import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { InvalidDataError, InvalidOptionError } from '../errors.js';
import { boundedProgram } from './bounded-program.js';

export interface SimplexProgram {
  /** `K`, `[T, n, n]`: symmetric, positive definite. */
  readonly quadratic: Tensor;
  /** `g`, `[T, n, k]`. */
  readonly linear: Tensor;
  /** What each row of `U` adds up to; positive. */
  readonly total: number;
  /** Splitting steps that look for the entries that are zero. Default 60. */
  readonly iterations?: number;
}

function expectProgram({ quadratic, linear, total, iterations = 1 }: SimplexProgram): void {
  const [tasks, n, m] = quadratic.shape;
  if (quadratic.rank !== 3 || linear.rank !== 3 || n !== m || linear.shape[0] !== tasks || linear.shape[1] !== n) {
    throw new InvalidDataError(
      `simplexProgram: expected quadratic [T, n, n] and linear [T, n, k], got [${quadratic.shape.join(', ')}] and [${linear.shape.join(', ')}].`,
    );
  }
  if (Number.isFinite(total) && total > 0 && Number.isInteger(iterations) && iterations > 0) return;
  throw new InvalidOptionError(
    `simplexProgram: total must be a positive finite number and iterations a positive integer, got ${total} and ${iterations}.`,
  );
}

/**
 * The minimum of `½ tr(Uᵀ K U) + ⟨g, U⟩` over `U [T, n, k]` whose rows lie in the simplex, `U ≥ 0` and `Σ_k U = total`.
 *
 * It is `boundedProgram` of `−U`, bounded by zero: how it is solved, what flows and what it costs is written there. Where what you want is
 * the distance from a corner of the simplex, give `boundedProgram` that: a difference that is small beside `total` loses its digits.
 *
 * @throws InvalidDataError if the shapes do not fit
 * @throws InvalidOptionError if `total` or `iterations` is not positive
 */
export function simplexProgram(program: SimplexProgram): Tensor {
  expectProgram(program);
  const { quadratic, linear, total, iterations = 60 } = program;
  const upper = tf.zerosLike(linear);
  return tf.neg(boundedProgram({ quadratic, linear: tf.neg(linear), upper, total: -total, iterations }));
}
