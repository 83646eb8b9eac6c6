import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';

const double = 8;
const pair = 2 * double;
const even = (count: number): number => count + (count % 2);

/**
 * One system `[S | B]` in the work area: rows of float64, the matrix' columns and then those of the right-hand sides, each part filled up
 * to whole vectors. What fills them is never read into another column.
 */
export interface System {
  readonly n: number;
  readonly m: number;
  /** Bytes from a row to the next, and from a row's start to its right-hand sides. */
  readonly rowBytes: number;
  readonly sideBytes: number;
}

export function systemOf(n: number, m: number): System {
  return { n, m, rowBytes: double * (even(n) + even(m)), sideBytes: double * even(n) };
}

export const systemBytes = ({ n, rowBytes }: System): number => n * rowBytes;

/** Leaves one over the pivot at an address in both lanes; NaN for one that is negative, as Cholesky's square root would be. */
export function emitReciprocal(f: FunctionBuilder, pivot: Local, root: Local): void {
  f.get(pivot).v128LoadSplatDouble().f64x2('sqrt').set(root);
  f.v128Doubles(1).get(root).get(root).f64x2('mul').f64x2('div');
}

/** `to −= factor · from` pair by pair until `from` has come to `end`; at least one pair. Moves both addresses. */
export function emitSubtract(f: FunctionBuilder, to: Local, from: Local, end: Local, factor: Local): void {
  f.doWhile(() => {
    f.get(to).get(to).v128Load();
    f.get(from).v128Load().get(factor).f64x2('mul').f64x2('sub').v128Store();
    f.advance(to, pair).advance(from, pair);
    f.get(from).get(end).i32('ltU');
  });
}
