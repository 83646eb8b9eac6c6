import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { InvalidDataError, InvalidOptionError } from '../errors.js';
import { untaped } from '../gradients/stop-gradient.js';
import { projectOnBounds } from './bounded-projection.js';
import { diagonalOf, minimizerWhereFree } from './bounded-support.js';
import { choleskySolve } from './cholesky-solve.js';

export interface BoundedProgram {
  /** `K`, `[T, n, n]`: symmetric, positive definite. */
  readonly quadratic: Tensor;
  /** `g`, `[T, n, k]`. */
  readonly linear: Tensor;
  /** The largest that entries may be, `[T, n, k]`; a constant. The bounds of each row add up to more than `total`. */
  readonly upper: Tensor;
  /** What each row of `X` adds up to. */
  readonly total: number;
  /** Splitting steps that look for the entries that are at their bounds. Default 60. */
  readonly iterations?: number;
}

/** Size of the penalty beside the largest eigenvalue's bound: with a third or three times of it some Gram matrices of few long features fail. */
const penaltyShare = 0.02;
/** Over-relaxation of the splitting. */
const relaxation = 1.6;
/** How often what the splitting has not settled is mended. */
const mendings = 2;

const shown = ({ shape }: Tensor): string => `[${shape.join(', ')}]`;

/**
 * @throws InvalidDataError if the shapes do not fit
 * @throws InvalidOptionError if `total` is not finite, or `iterations` no positive integer
 */
function expectProgram({ quadratic, linear, upper, total, iterations = 1 }: BoundedProgram): void {
  const [tasks, n, m] = quadratic.shape;
  const square = quadratic.rank === 3 && n === m;
  if (
    !square ||
    linear.rank !== 3 ||
    linear.shape[0] !== tasks ||
    linear.shape[1] !== n ||
    shown(upper) !== shown(linear)
  ) {
    throw new InvalidDataError(
      `boundedProgram: expected quadratic [T, n, n], linear and upper [T, n, k], got ${[quadratic, linear, upper].map(shown).join(', ')}.`,
    );
  }
  if (Number.isFinite(total) && Number.isInteger(iterations) && iterations > 0) return;
  throw new InvalidOptionError(
    `boundedProgram: total must be a finite number and iterations a positive integer, got ${total} and ${iterations}.`,
  );
}

/** A bound of the largest eigenvalue of each matrix, `[T, 1, 1]`: its largest sum of absolute values along a row. */
const largestEigenvalue = (quadratic: Tensor): Tensor =>
  tf.expandDims(tf.max(tf.sum(tf.abs(quadratic), -1, true), 1), 2);

interface Split {
  readonly point: Tensor;
  readonly dual: Tensor;
  readonly free: Tensor;
}

/** Which entries are below their bounds near the minimum, by the alternating direction method of multipliers. */
function split(program: BoundedProgram, iterations: number): Tensor {
  return tf.tidy(() => {
    const { quadratic, linear, upper } = program;
    const penalty = tf.mul(largestEigenvalue(quadratic), penaltyShare);
    const unit = tf.expandDims(tf.eye(quadratic.shape[1] as number), 0);
    const ones = tf.add(tf.zerosLike(quadratic), unit);
    const inverse = choleskySolve(tf.add(quadratic, tf.mul(unit, penalty)), ones);
    const even = tf.fill(linear.shape, program.total / (linear.shape[2] as number));
    let at: Split = { point: even, dual: tf.zerosLike(linear), free: tf.zerosLike(upper) };
    for (let step = 0; step < iterations; step++) {
      at = tf.tidy(() => {
        const open = tf.matMul(inverse, tf.sub(tf.mul(tf.sub(at.point, at.dual), penalty), linear));
        const relaxed = tf.add(tf.mul(open, relaxation), tf.mul(at.point, 1 - relaxation));
        const shifted = tf.add(relaxed, at.dual);
        const { point, free } = projectOnBounds(shifted, program);
        return { point, dual: tf.sub(shifted, point), free };
      });
    }
    return at.free;
  });
}

/** The minimum with these entries free, then a step of projected gradient, each row's by its own diagonal: entries leave or reach bounds. */
function mended(program: BoundedProgram, free: Tensor): Tensor {
  return tf.tidy(() => {
    const { quadratic, linear } = program;
    const found = minimizerWhereFree(program, free);
    const slope = tf.add(tf.matMul(quadratic, found), linear);
    return projectOnBounds(tf.sub(found, tf.div(slope, diagonalOf(quadratic))), program).free;
  });
}

/** Which entries of the minimum are below their bounds, 1 or 0 `[T, n, k]`. */
function freeOf(program: BoundedProgram, iterations: number): Tensor {
  return tf.tidy(() => {
    let free = split(program, iterations);
    for (let turn = 0; turn < mendings; turn++) free = mended(program, free);
    return free;
  });
}

/**
 * The minimum of `½ tr(Xᵀ K X) + ⟨g, X⟩` over `X [T, n, k]` with `X ≤ upper` whose rows add up to `total`.
 *
 * A fixed number of splitting steps (ADMM) finds which entries are at their bounds, without branches and off the tape; then one linear
 * system, that of the Karush-Kuhn-Tucker conditions with those entries at their bounds, gives the others to rounding. That system is what
 * gradients flow through: they are the implicit ones, right to any order wherever the set at the bounds does not change, and cost nothing
 * an iteration. `upper` is a constant.
 *
 * Time and memory of the system grow with `(n·k)³` and `(n·k)²` a task; it is solved three times, once for the tape.
 *
 * @throws InvalidDataError if the shapes do not fit
 * @throws InvalidOptionError if `total` is not finite, or `iterations` no positive integer
 */
export function boundedProgram(program: BoundedProgram): Tensor {
  expectProgram(program);
  const { iterations = 60 } = program;
  return minimizerWhereFree(
    program,
    untaped(() => freeOf(program, iterations)),
  );
}
