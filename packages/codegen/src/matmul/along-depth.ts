import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';

/** How far a block goes along the depth: so many steps, known now or held by a variable that is at least one. */
export type Depth = number | Local;

/** Straight-line code for steps of a depth. */
export type Turn = {
  /** Steps that one turn of the loop takes. */
  readonly unroll: number;
  /** One step, `at` steps after the turn's first. */
  readonly step: (at: number) => void;
  /** Runs after each turn that is not the last; perhaps after the last. */
  readonly advance: () => void;
  /** An address that goes with the steps, and the bytes that it moves on after each: the loop ends where it ends. */
  readonly walk: Local;
  readonly bytes: number;
};

/**
 * Runs `step` once for every step of a depth.
 *
 * The loop can be left after every step. So each step is a piece of code of its own for V8, which loads all that a piece
 * needs before it computes, and runs out of registers when several steps are one piece.
 *
 * @param end  a variable to use
 */
export function alongDepth(f: FunctionBuilder, depth: Depth, end: Local, turn: Turn): void {
  const { unroll, step, advance, walk, bytes } = turn;
  if (depth === 0) return;
  if (depth === 1) {
    step(0);
    return;
  }
  const counts = bytes === 0;
  const steps = (): FunctionBuilder => (typeof depth === 'number' ? f.i32Const(depth) : f.get(depth));
  if (counts) steps().set(end);
  else {
    if (typeof depth === 'number') f.i32Const(depth * bytes);
    else f.get(depth).i32Const(bytes).i32('mul');
    f.get(walk).i32('add').set(end);
  }
  const one = (at: number): void => {
    step(at);
    if (counts) f.get(end).i32Const(-1).i32('add').set(end);
    else f.advance(walk, bytes);
  };
  const test = (goesOn: boolean): void => {
    if (counts) {
      f.get(end);
      if (!goesOn) f.i32('eqz');
    } else
      f.get(walk)
        .get(end)
        .i32(goesOn ? 'ne' : 'eq');
  };
  f.loop(({ again, leave }) => {
    for (let at = 0; at < unroll - 1; at++) {
      one(at);
      test(false);
      leave();
    }
    one(unroll - 1);
    advance();
    test(true);
    again();
  });
}
