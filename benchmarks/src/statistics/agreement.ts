import type { Guard } from '../protocol/messages.js';
import { median } from './spread.js';

/** Larger, relative to the median of all, and a contender does not compute the same. */
export const tolerance = 1e-3;

const apart = (value: number, middle: number): number =>
  value === middle ? 0 : Math.abs(value - middle) / Math.max(Math.abs(middle), Number.MIN_VALUE);

/**
 * How far each contender's loss and norm of the meta-gradient are from the median of all, relative: the larger of both.
 * 0 for one that has nothing to compare. The median sides with the majority, whoever that is.
 */
export function disagreements(guards: readonly (Guard | undefined)[]): readonly number[] {
  const known = guards.filter(
    (guard) => guard !== undefined && Number.isFinite(guard.loss) && Number.isFinite(guard.gradientNorm),
  ) as readonly Guard[];
  const middle: Guard = {
    loss: median(known.map(({ loss }) => loss)),
    gradientNorm: median(known.map(({ gradientNorm }) => gradientNorm)),
  };
  return guards.map((guard) => {
    if (guard === undefined) return 0;
    const { loss, gradientNorm } = guard;
    const worst = Math.max(apart(loss, middle.loss), apart(gradientNorm, middle.gradientNorm));
    return Number.isNaN(worst) ? Infinity : worst;
  });
}
