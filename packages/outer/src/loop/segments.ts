import { recomputed } from '@innerloop/core';
import type { Batch, ParamTree, Tree } from '@innerloop/core';
import type { InnerPoint } from './inner-loop.js';

/** What every step of a loop is given. */
export type Given<Y extends Tree> = {
  readonly params: ParamTree;
  readonly initial: ParamTree;
  readonly support: Batch<Y>;
};

/** What one step hands to the next. */
export type Carry = { readonly point: InnerPoint; readonly state: Tree };

export type Step<Y extends Tree> = (given: Given<Y>, from: Carry, index: number) => Carry;

/** Goes from one number of steps to another. */
type Advance<Y extends Tree> = (given: Given<Y>, from: Carry, start: number, end: number) => Carry;

/** Up to here to keep what is between all steps costs about as much as to keep it between segments and within one. */
const few = 8;

/** Step after step. */
export const inTurn =
  <Y extends Tree>(step: Step<Y>): Advance<Y> =>
  (given, from, start, end) => {
    let at = from;
    for (let index = start; index < end; index++) at = step(given, at, index);
    return at;
  };

function recomputing<Y extends Tree>(f: (given: Given<Y>, from: Carry) => Carry): typeof f {
  const again = recomputed((input: { readonly given: Given<Y>; readonly from: Carry }) => f(input.given, input.from));
  return (given, from) => again({ given, from });
}

/**
 * Step after step, none of which keeps a graph: a backward pass runs it again. Of n steps only what is between segments of √n is kept, and
 * while one is differentiated what is between its steps: 2 √n sets of what moves, and the graph of one step. Each step is run three times
 * instead of once, with few steps twice.
 */
export function inSegments<Y extends Tree>(step: Step<Y>): Advance<Y> {
  const each = inTurn<Y>((given, from, index) => recomputing<Y>((all, at) => step(all, at, index))(given, from));
  return (given, from, start, end) => {
    const count = end - start;
    if (count <= few) return each(given, from, start, end);
    const length = Math.ceil(Math.sqrt(count));
    let at = from;
    for (let begin = start; begin < end; begin += length) {
      const segment = recomputing<Y>((all, first) => each(all, first, begin, Math.min(begin + length, end)));
      at = segment(given, at);
    }
    return at;
  };
}
