import { FunctionBuilder } from '../assembler/function-builder.js';
import type { Local } from '../assembler/code-builder.js';
import type { ElementLoop } from './emit-loops.js';

/** Which operand moves along the innermost axis; one that does not is broadcast over it. */
export type InnerPattern = 'both' | 'a' | 'b';

/** Axes outside the innermost one that the function walks; more are the caller's. */
export const outerAxes = 3;

/**
 * Emits `run(a, b, out, inner, count₀, a₀, b₀, count₁, …)`: an innermost axis of `inner` elements, and around it `outerAxes`
 * axes, outermost first, each with its size and the bytes by which the operands' addresses move on after one place.
 * The output is contiguous.
 */
export function emitBinary(loop: ElementLoop, pattern: InnerPattern): FunctionBuilder {
  const axis = ['i32', 'i32', 'i32'] as const;
  const f = new FunctionBuilder({ name: 'binary', params: ['i32', 'i32', 'i32', 'i32', ...axis, ...axis, ...axis] });
  const [a, b, out, inner, ...axes] = f.params as readonly [Local, Local, Local, Local, ...Local[]];
  const [walkA, walkB, left] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const level = (at: number, atA: Local, atB: Local): void => {
    const [count, stepA, stepB] = axes.slice(3 * at, 3 * at + 3);
    if (count === undefined || stepA === undefined || stepB === undefined) {
      f.get(atA).set(walkA).get(atB).set(walkB).get(inner).set(left);
      const streams = [
        { address: walkA, moves: pattern !== 'b' },
        { address: walkB, moves: pattern !== 'a' },
      ];
      loop(f, { left, streams, out });
      return;
    }
    const [nextA, nextB] = [f.local('i32'), f.local('i32')];
    f.get(atA).set(nextA).get(atB).set(nextB);
    f.repeatVariable(count, () => {
      level(at + 1, nextA, nextB);
      f.advanceBy(nextA, stepA).advanceBy(nextB, stepB);
    });
  };
  level(0, a, b);
  return f;
}

/** Emits `run(x, out, count, parameter₀, …)`, with so many parameters for all elements. */
export function emitUnary(loop: ElementLoop, count = 0): FunctionBuilder {
  const f = new FunctionBuilder({ name: 'unary', params: ['i32', 'i32', 'i32', ...Array<'f32'>(count).fill('f32')] });
  const [x, out, left, ...numbers] = f.params as readonly [Local, Local, Local, ...Local[]];
  const parameters = numbers.map((number) => {
    const lanes = f.local('v128');
    f.get(number).f32x4('splat').set(lanes);
    return lanes;
  });
  loop(f, { left, streams: [{ address: x, moves: true }], out, parameters });
  return f;
}
