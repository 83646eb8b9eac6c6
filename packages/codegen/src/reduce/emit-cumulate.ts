import type { Local } from '../assembler/code-builder.js';
import { FunctionBuilder } from '../assembler/function-builder.js';
import { whileLeft } from '../assembler/while-left.js';

/** What is cumulated: running sums or running products. */
export type Cumulation = 'add' | 'mul';
/** Types of elements that are cumulated; int32 wraps around. */
export type CumulatedType = 'float32' | 'int32';

/** How a running value of one lane, or of four, is held, read, put together and written. */
interface Lanes {
  readonly elements: number;
  readonly total: Local;
  readonly next: Local;
  readonly begin: () => FunctionBuilder;
  readonly load: () => FunctionBuilder;
  readonly combine: () => FunctionBuilder;
  readonly store: () => FunctionBuilder;
}

function singleLane(f: FunctionBuilder, how: Cumulation, type: CumulatedType, identity: number): Lanes {
  const isFloat = type === 'float32';
  const local = (): Local => f.local(isFloat ? 'f32' : 'i32');
  return {
    elements: 1,
    total: local(),
    next: local(),
    begin: () => (isFloat ? f.f32Const(identity) : f.i32Const(identity)),
    load: () => (isFloat ? f.f32Load() : f.i32Load()),
    combine: () => (isFloat ? f.f32(how) : f.i32(how)),
    store: () => (isFloat ? f.f32Store() : f.i32Store()),
  };
}

function fourLanes(f: FunctionBuilder, how: Cumulation, type: CumulatedType, identity: number): Lanes {
  const isFloat = type === 'float32';
  return {
    elements: 4,
    total: f.local('v128'),
    next: f.local('v128'),
    begin: () => (isFloat ? f.v128Const(identity) : f.v128Integers(identity)),
    load: () => f.v128Load(),
    combine: () => (isFloat ? f.f32x4(how) : f.i32x4(how)),
    store: () => f.v128Store(),
  };
}

/** Emits one lane's or four lanes' way down the rows, from `start` in steps of `step` bytes. */
function emitRows(f: FunctionBuilder, lanes: Lanes, exclusive: boolean, places: readonly Local[]): void {
  const [x, out, rows, start, step] = places as readonly [Local, Local, Local, Local, Local];
  const { total, next, begin, load, combine, store } = lanes;
  const at = f.local('i32');
  begin().set(total);
  f.get(start).set(at);
  f.repeatVariable(rows, () => {
    f.get(total).get(x).get(at).i32('add');
    load();
    combine().set(next);
    f.get(out)
      .get(at)
      .i32('add')
      .get(exclusive ? total : next);
    store().get(next).set(total).advanceBy(at, step);
  });
}

/**
 * Emits `run(x, out, outer, rows, columns, reverse)`: what all rows of `[outer, rows, columns]` up to each row give together, without the
 * row itself if `exclusive`, from the last row on where `reverse` is not zero. One row after the other, so sums are those of a plain loop.
 * All extents are at least one; `out` may be `x`.
 */
export function emitCumulate(how: Cumulation, type: CumulatedType, exclusive: boolean): FunctionBuilder {
  const f = new FunctionBuilder({ name: 'cumulate', params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] });
  const [x, out, outer, rows, columns, reverse] = f.params as readonly [Local, Local, Local, Local, Local, Local];
  const [start, step, rest, left] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const identity = how === 'add' ? 0 : 1;
  f.get(columns).i32Const(2).i32('shl').set(step);
  f.get(rows).i32Const(-1).i32('add').get(step).i32('mul').set(rest); // from the end of the first row to the next block
  f.get(reverse).when(() => {
    f.get(rest).set(start).i32Const(0).get(step).i32('sub').set(step);
  });
  const widths = [fourLanes(f, how, type, identity), singleLane(f, how, type, identity)];
  f.repeatVariable(outer, () => {
    f.get(columns).set(left);
    for (const lanes of widths) {
      whileLeft(f, left, lanes.elements, () => {
        emitRows(f, lanes, exclusive, [x, out, rows, start, step]);
        f.advance(x, 4 * lanes.elements).advance(out, 4 * lanes.elements);
      });
    }
    f.advanceBy(x, rest).advanceBy(out, rest);
  });
  return f;
}
