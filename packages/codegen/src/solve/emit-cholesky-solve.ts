import type { Local } from '../assembler/code-builder.js';
import { FunctionBuilder } from '../assembler/function-builder.js';
import type { System } from './system.js';
import { emitReciprocal, emitSubtract, systemBytes, systemOf } from './system.js';

const single = 4;
const double = 8;

/** So many systems of `n` equations with `m` right-hand sides each. */
export interface CholeskySystems {
  readonly batch: number;
  readonly n: number;
  readonly m: number;
}

type Places = readonly [a: Local, b: Local, x: Local, work: Local];

export interface SolveCode {
  /** `run(a, b, x, scratch)`: byte addresses. */
  readonly build: FunctionBuilder;
  /** Bytes of work area that `run` needs: one system in double precision. */
  readonly scratchBytes: number;
}

/** Widens the symmetric part of a matrix and the right-hand sides into the work area. */
function emitLoad(f: FunctionBuilder, { n, m, rowBytes, sideBytes }: System, [a, b, , work]: Places): void {
  const [row, column, top] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const [side, to, start] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const widened = (at: Local): FunctionBuilder => f.get(at).v128LoadSplat().f64x2('ofLow');
  f.get(a).set(row).get(a).set(top).get(b).set(side).get(work).set(start);
  f.repeat(n, () => {
    f.get(start).set(to).get(top).set(column);
    f.repeat(n, () => {
      f.get(to);
      widened(row);
      widened(column).f64x2('add').v128Doubles(0.5).f64x2('mul').v128StoreHalf(0);
      f.advance(row, single)
        .advance(column, n * single)
        .advance(to, double);
    });
    f.get(start).i32Const(sideBytes).i32('add').set(to);
    f.repeat(m, () => {
      f.get(to);
      widened(side).v128StoreHalf(0);
      f.advance(side, single).advance(to, double);
    });
    f.advance(start, rowBytes).advance(top, single);
  });
}

/** Takes multiples of each row from those below it, from the diagonal on: what stands left of it is above the diagonal too. */
function emitEliminate(f: FunctionBuilder, { n, rowBytes }: System, work: Local): void {
  const [pivotRow, pivot, end, entry] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const [row, skipped, to, from, left] = [
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
  ];
  const [root, inverse, factor] = [f.local('v128'), f.local('v128'), f.local('v128')];
  f.get(work)
    .set(pivotRow)
    .get(work)
    .set(pivot)
    .i32Const(n - 1)
    .set(left);
  f.repeat(n - 1, () => {
    emitReciprocal(f, pivot, root);
    f.set(inverse);
    f.get(pivotRow).i32Const(rowBytes).i32('add').tee(end).set(row);
    f.get(pivot).i32Const(double).i32('add').set(entry);
    f.repeatVariable(left, () => {
      f.get(entry).v128LoadSplatDouble().get(inverse).f64x2('mul').set(factor);
      f.get(entry)
        .get(pivotRow)
        .i32('sub')
        .i32Const(-2 * double)
        .i32('and')
        .set(skipped);
      f.get(row).get(skipped).i32('add').set(to).get(pivotRow).get(skipped).i32('add').set(from);
      emitSubtract(f, to, from, end, factor);
      f.advance(entry, double).advance(row, rowBytes);
    });
    f.advance(pivotRow, rowBytes)
      .advance(pivot, rowBytes + double)
      .advance(left, -1);
  });
}

/** From the last row up: divides its right-hand sides by the pivot and takes multiples of them from those of all rows above. */
function emitSubstitute(f: FunctionBuilder, { n, rowBytes, sideBytes }: System, work: Local): void {
  const [side, pivot, end, entry] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const [row, to, from, left] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const [root, factor] = [f.local('v128'), f.local('v128')];
  const last = (n - 1) * rowBytes;
  f.get(work)
    .i32Const(last + sideBytes)
    .i32('add')
    .set(side);
  f.get(work)
    .i32Const(last + (n - 1) * double)
    .i32('add')
    .set(pivot);
  f.i32Const(n - 1).set(left);
  f.repeat(n, () => {
    emitReciprocal(f, pivot, root);
    f.set(factor)
      .get(side)
      .i32Const(rowBytes - sideBytes)
      .i32('add')
      .set(end);
    f.get(side).set(to);
    f.doWhile(() => {
      f.get(to).get(to).v128Load().get(factor).f64x2('mul').v128Store();
      f.advance(to, 2 * double)
        .get(to)
        .get(end)
        .i32('ltU');
    });
    f.get(work).i32Const(sideBytes).i32('add').set(row);
    f.get(left).i32Const(double).i32('mul').get(work).i32('add').set(entry);
    f.repeatVariable(left, () => {
      f.get(entry).v128LoadSplatDouble().set(factor);
      f.get(row).set(to).get(side).set(from);
      emitSubtract(f, to, from, end, factor);
      f.advance(entry, rowBytes).advance(row, rowBytes);
    });
    f.advance(side, -rowBytes)
      .advance(pivot, -(rowBytes + double))
      .advance(left, -1);
  });
}

/** Narrows the solutions. */
function emitStore(f: FunctionBuilder, { n, m, rowBytes, sideBytes }: System, [, , x, work]: Places): void {
  const [start, from, to] = [f.local('i32'), f.local('i32'), f.local('i32')];
  f.get(work).i32Const(sideBytes).i32('add').set(start).get(x).set(to);
  f.repeat(n, () => {
    f.get(start).set(from);
    f.repeat(m, () => {
      f.get(to).get(from).v128LoadSplatDouble().f64x2('toLow').v128StoreLane(0);
      f.advance(from, double).advance(to, single);
    });
    f.advance(start, rowBytes);
  });
}

/**
 * Emits the solution of symmetric positive definite systems, `a [batch, n, n]` and `b [batch, n, m]` to `x [batch, n, m]`, in double
 * precision between the loads and the stores: elimination without pivots on the upper triangle, one system after the other.
 * All extents are at least one.
 */
export function emitCholeskySolve({ batch, n, m }: CholeskySystems): SolveCode {
  const f = new FunctionBuilder({ name: 'choleskySolve', params: ['i32', 'i32', 'i32', 'i32'] });
  const places = f.params as unknown as Places;
  const [a, b, x, work] = places;
  const system = systemOf(n, m);
  f.repeat(batch, () => {
    emitLoad(f, system, places);
    emitEliminate(f, system, work);
    emitSubstitute(f, system, work);
    emitStore(f, system, places);
    f.advance(a, n * n * single)
      .advance(b, n * m * single)
      .advance(x, n * m * single);
  });
  return { build: f, scratchBytes: systemBytes(system) };
}
