import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import { whileLeft } from '../assembler/while-left.js';

/** A matrix whose columns are contiguous in the source: `out[p, q] = x[p + q·distance]`; sizes in elements, the rest in bytes. */
export interface Transposed {
  readonly x: Local;
  readonly out: Local;
  readonly rows: Local;
  readonly columns: Local;
  readonly distance: Local;
}

const lanes = [0, 1, 2, 3] as const;

/** Emits a transposition by squares of four, what is left along the columns in fours of rows, and what is left of the rows one by one. */
export function emitTransposed(f: FunctionBuilder, { x, out, rows, columns, distance }: Transposed): void {
  const number = (): Local => f.local('i32');
  const [from, to, next, leftRows, left, rowBytes] = [number(), number(), number(), number(), number(), number()];
  const sources = lanes.map(() => f.local('v128'));
  const [r0, r1, r2, r3] = sources as unknown as readonly [Local, Local, Local, Local];
  const pairs = (a: Local, b: Local, low: boolean): FunctionBuilder =>
    f
      .get(a)
      .get(b)
      .shuffle(low ? [0, 4, 1, 5] : [2, 6, 3, 7]);
  const square = (): void => {
    for (const source of sources) f.get(from).v128Load().set(source).advanceBy(from, distance);
    f.get(to).set(next);
    for (const [low, first] of [
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ] as const) {
      f.get(next);
      pairs(r0, r1, low);
      pairs(r2, r3, low)
        .shuffle(first ? [0, 1, 4, 5] : [2, 3, 6, 7])
        .v128Store();
      f.advanceBy(next, rowBytes);
    }
    f.advance(to, 16);
  };
  const strip = (): void => {
    f.get(from).v128Load().set(r0).advanceBy(from, distance);
    f.get(to).set(next);
    for (const lane of lanes) f.get(next).get(r0).v128StoreLane(lane).advanceBy(next, rowBytes);
    f.advance(to, 4);
  };
  const start = (): FunctionBuilder => f.get(x).set(from).get(out).set(to).get(columns).set(left);
  f.get(columns).i32Const(2).i32('shl').set(rowBytes).get(rows).set(leftRows);
  whileLeft(f, leftRows, 4, () => {
    start();
    whileLeft(f, left, 4, square);
    whileLeft(f, left, 1, strip);
    f.advance(x, 16).get(rowBytes).i32Const(2).i32('shl').get(out).i32('add').set(out);
  });
  whileLeft(f, leftRows, 1, () => {
    start();
    whileLeft(f, left, 1, () => {
      f.get(to).get(from).f32Load().f32Store().advance(to, 4).advanceBy(from, distance);
    });
    f.advance(x, 4).advanceBy(out, rowBytes);
  });
}
