import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { InvalidDataError, InvalidOptionError } from '../errors.js';
import { untaped } from '../gradients/stop-gradient.js';
import { choleskySolve } from './cholesky-solve.js';
import { minimizerOnSupport } from './simplex-support.js';
import { projectOnSimplex } from './simplex-projection.js';

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

/** Size of the penalty beside the largest eigenvalue's bound: with a third or three times of it some Gram matrices of few long features fail. */
const penaltyShare = 0.02;
/** Over-relaxation of the splitting. */
const relaxation = 1.6;
/** How often what the splitting has not settled is mended. */
const mendings = 2;

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

/** A bound of the largest eigenvalue of each matrix, `[T, 1, 1]`: its largest sum of absolute values along a row. */
const largestEigenvalue = (quadratic: Tensor): Tensor =>
  tf.expandDims(tf.max(tf.sum(tf.abs(quadratic), -1, true), 1), 2);

/** A point of the program by the alternating direction method of multipliers: close to the minimum, with exact zeros. */
function split({ quadratic, linear, total }: SimplexProgram, iterations: number): Tensor {
  return tf.tidy(() => {
    const n = quadratic.shape[1] as number;
    const penalty = tf.mul(largestEigenvalue(quadratic), penaltyShare);
    const unit = tf.expandDims(tf.eye(n), 0);
    const ones = tf.add(tf.zerosLike(quadratic), unit);
    const inverse = choleskySolve(tf.add(quadratic, tf.mul(unit, penalty)), ones);
    let point = tf.fill(linear.shape, total / (linear.shape[2] as number));
    let dual: Tensor = tf.zerosLike(linear);
    for (let step = 0; step < iterations; step++) {
      [point, dual] = tf.tidy(() => {
        const free = tf.matMul(inverse, tf.sub(tf.mul(tf.sub(point, dual), penalty), linear));
        const relaxed = tf.add(tf.mul(free, relaxation), tf.mul(point, 1 - relaxation));
        const shifted = tf.add(relaxed, dual);
        const projected = projectOnSimplex(shifted, total);
        return [projected, tf.sub(shifted, projected)] as [Tensor, Tensor];
      });
    }
    return point;
  });
}

const positive = (point: Tensor): Tensor => tf.cast(tf.greater(point, 0), 'float32');

/** The minimum on a support, then a step of projected gradient, each row's by its own diagonal: entries below zero leave, others enter. */
function mended({ quadratic, linear, total }: SimplexProgram, support: Tensor): Tensor {
  return tf.tidy(() => {
    const unit = tf.expandDims(tf.eye(quadratic.shape[1] as number), 0);
    const curvature = tf.sum(tf.mul(quadratic, unit), -1, true);
    const found = minimizerOnSupport({ quadratic, linear, total }, support);
    const slope = tf.add(tf.matMul(quadratic, found), linear);
    return positive(projectOnSimplex(tf.sub(found, tf.div(slope, curvature)), total));
  });
}

/** Which entries of the minimum are not zero, 1 or 0 `[T, n, k]`. */
function supportOf(program: SimplexProgram, iterations: number): Tensor {
  return tf.tidy(() => {
    let support = positive(split(program, iterations));
    for (let turn = 0; turn < mendings; turn++) support = mended(program, support);
    return support;
  });
}

/**
 * The minimum of `½ tr(Uᵀ K U) + ⟨g, U⟩` over `U [T, n, k]` whose rows lie in the simplex, `U ≥ 0` and `Σ_k U = total`.
 *
 * A fixed number of splitting steps (ADMM) finds which entries are zero, without branches and off the tape; then one linear system, that
 * of the Karush-Kuhn-Tucker conditions with those entries at zero, gives the minimum to rounding. That system is what gradients flow
 * through: they are the implicit ones, right to any order wherever the set of zeros does not change, and cost nothing an iteration.
 *
 * Time and memory of the system grow with `(n·k)³` and `(n·k)²` a task; it is solved three times, once for the tape.
 *
 * @throws InvalidDataError if the shapes do not fit
 * @throws InvalidOptionError if `total` or `iterations` is not positive
 */
export function simplexProgram(program: SimplexProgram): Tensor {
  expectProgram(program);
  const { iterations = 60 } = program;
  return minimizerOnSupport(
    program,
    untaped(() => supportOf(program, iterations)),
  );
}
