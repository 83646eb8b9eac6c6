import { disposeTree, InvalidOptionError, leavesOf, tidy } from '@innerloop/core';
import type { MetaState, MetaStep, Seed, Tensor, Tree } from '@innerloop/core';
import type { StagedStep } from './staged-step.js';

export interface AnnealedOptions<State extends MetaState, Y extends Tree> {
  /** The step of iterations 0 … `at` − 1. */
  readonly from: MetaStep<State, Y>;
  /** The step of iteration `at` and all that follow. */
  readonly to: MetaStep<State, Y>;
  readonly at: number;
}

/** Names, shapes and types of all leaves. */
const formOf = ({ params, ...parts }: MetaState): string =>
  [...Object.entries(params), ...leavesOf(parts).map((leaf) => ['', leaf] as const)]
    .map(([name, { dtype, shape }]) => `${name} ${dtype}[${shape.join(',')}]`)
    .join('; ');

/**
 * One meta-step, then another: with `first-order` and `exact` of the same learner it is the derivative-order annealing of MAML++.
 *
 * `train({ step: annealed({ from, to, at }) })` hands the state over as it is. Each of the two may be compiled; a run that is resumed on
 * either side equals an uninterrupted one.
 *
 * @throws InvalidOptionError if `at` is no positive integer, tasks recur differently in the two steps, or, at the start of a training, if the steps keep other states
 * @see Antoniou, Edwards, Storkey 2019, "How to train your MAML", §4, arXiv:1810.09502
 */
export function annealed<State extends MetaState, Y extends Tree = Tensor>(
  options: AnnealedOptions<State, Y>,
): StagedStep<State, Y> {
  const { from, to, at } = options;
  if (!Number.isInteger(at) || at < 1) {
    throw new InvalidOptionError(
      `annealed: at must be a positive integer, the first iteration of the second step, got ${at}.`,
    );
  }
  if ((from.recurs ?? 1) !== (to.recurs ?? 1)) {
    throw new InvalidOptionError(
      `annealed: tasks recur in ${from.recurs ?? 1} iterations of the first step and in ${to.recurs ?? 1} of the second, so those at hand would change too early. Give both the same horizon and truncation.`,
    );
  }
  const name = `${from.name}, from iteration ${at} on ${to.name}`;
  return {
    name,
    init: (seed: Seed) => {
      const state = from.init(seed);
      const other = tidy(() => to.init(seed));
      const [first, second] = [formOf(state), formOf(other)];
      disposeTree(other);
      if (first === second) return state;
      throw new InvalidOptionError(
        `annealed: the two steps keep other states, so one cannot go on where the other stops: ${first} and ${second}. Make both of one learner and one optimizer.`,
      );
    },
    at: (iteration) => (iteration < at ? from : to),
  };
}
