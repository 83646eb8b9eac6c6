import type { Local } from '../assembler/code-builder.js';
import { FunctionBuilder } from '../assembler/function-builder.js';
import { whileLeft } from '../assembler/while-left.js';
import { floatLoop } from '../elementwise/emit-loops.js';
import type { Operation, Stream } from '../elementwise/emit-loops.js';
import { emitTransposed } from './emit-transposed.js';
import { viewAxes } from './plan-view.js';
import type { ViewPattern } from './plan-view.js';

const copied: Operation =
  (f) =>
  (...values) => {
    for (const value of values) f.get(value);
  };

/** From so many elements on, the machine's own copy of memory is quicker than a loop, in spite of the call. */
const longRow = 128;

/** Emits `out[i] = stream[i]`, or the same element again and again, for `left` elements. */
export function emitCopies(f: FunctionBuilder, left: Local, stream: Stream, out: Local): void {
  if (stream.moves) {
    const bytes = f.local('i32');
    f.get(left)
      .i32Const(longRow)
      .i32('geU')
      .when(() => {
        f.get(left).i32Const(2).i32('shl').set(bytes);
        f.get(out).get(stream.address).get(bytes).memoryCopy();
        f.advanceBy(out, bytes).advanceBy(stream.address, bytes).i32Const(0).set(left);
      });
  }
  floatLoop(copied)(f, { left, streams: [stream], out });
}

/** Elements at a distance: one by one. */
function emitColumn(f: FunctionBuilder, left: Local, from: Local, distance: Local, out: Local): void {
  whileLeft(f, left, 1, () => {
    f.get(out).get(from).f32Load().f32Store().advance(out, 4).advanceBy(from, distance);
  });
}

/**
 * Emits `run(x, out, inner, distance, count₀, distance₀, …)`: copies a view of x, outermost axis first, to contiguous memory.
 * Distances in bytes.
 */
export function emitView(pattern: ViewPattern): FunctionBuilder {
  const axis = ['i32', 'i32'] as const;
  const f = new FunctionBuilder({
    name: 'view',
    params: ['i32', 'i32', ...axis, ...Array.from({ length: viewAxes }, () => axis).flat()],
  });
  const [x, out, inner, distance, ...axes] = f.params as readonly [Local, Local, Local, Local, ...Local[]];
  const [from, left] = [f.local('i32'), f.local('i32')];
  const walked = pattern === 'transposed' ? viewAxes - 1 : viewAxes;
  const level = (at: number, address: Local): void => {
    if (at === walked && pattern === 'transposed') {
      const [rows = inner] = axes.slice(2 * at);
      f.get(address).set(from);
      emitTransposed(f, { x: from, out, rows, columns: inner, distance });
      return;
    }
    const [count, step] = axes.slice(2 * at, 2 * at + 2);
    if (count === undefined || step === undefined) {
      f.get(address).set(from).get(inner).set(left);
      if (pattern === 'column') emitColumn(f, left, from, distance, out);
      else emitCopies(f, left, { address: from, moves: pattern === 'row' }, out);
      return;
    }
    const next = f.local('i32');
    f.get(address).set(next);
    f.repeatVariable(count, () => {
      level(at + 1, next);
      f.advanceBy(next, step);
    });
  };
  level(0, x);
  return f;
}
