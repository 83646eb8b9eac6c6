import { InvalidOptionError } from '@innerloop/core';

/**
 * Regret after each round: `R_t = Σ_{s ≤ t} f_s(U_s(w_s)) − f_s(U_s(w*))`, what was suffered beyond what one fixed `w*` would have, which may
 * adapt to each task as well.
 *
 * @param suffered    `f_t(U_t(w_t))` of each round, lower being better
 * @param comparator  `f_t(U_t(w*))` of the same rounds; the best fixed `w` in hindsight makes it the regret of the paper
 * @throws InvalidOptionError if they are not of the same rounds
 */
export function regret(suffered: readonly number[], comparator: readonly number[]): readonly number[] {
  if (suffered.length !== comparator.length) {
    throw new InvalidOptionError(
      `regret: ${suffered.length} rounds were suffered, but the comparator has ${comparator.length}. Pass both of the same rounds.`,
    );
  }
  let sum = 0;
  return suffered.map((value, round) => (sum += value - (comparator[round] as number)));
}
