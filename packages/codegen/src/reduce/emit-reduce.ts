import { FunctionBuilder } from '../assembler/function-builder.js';
import type { Local } from '../assembler/code-builder.js';
import { whileLeft } from '../assembler/while-left.js';

/** How values are put together. */
export type Reduction = 'add' | 'mul' | 'max' | 'min';

const vectorBytes = 16;
const wide = 8;

/** Emits `count` vectors, or one float, of a row put together with those of all other rows. */
function emitColumns(f: FunctionBuilder, reduction: Reduction, sums: readonly Local[], kind: 'vector' | 'scalar') {
  const row = f.local('i32');
  const load = (at: number): FunctionBuilder => (kind === 'vector' ? f.v128Load(at * vectorBytes) : f.f32Load());
  return ([from, out, rows, rowBytes, divisor]: readonly [Local, Local, Local, Local, Local]): void => {
    sums.forEach((sum, at) => {
      f.get(from);
      load(at).set(sum);
    });
    const others = f.local('i32');
    f.get(from).set(row).get(rows).i32Const(-1).i32('add').set(others);
    f.repeatVariable(others, () => {
      f.advanceBy(row, rowBytes);
      sums.forEach((sum, at) => {
        f.get(sum).get(row);
        load(at);
        (kind === 'vector' ? f.f32x4(reduction) : f.f32(reduction)).set(sum);
      });
    });
    sums.forEach((sum, at) => {
      f.get(out).get(sum).get(divisor);
      if (kind === 'vector')
        f.f32x4('splat')
          .f32x4('div')
          .v128Store(at * vectorBytes);
      else f.f32('div').f32Store();
    });
  };
}

/**
 * Emits `run(x, out, outer, rows, columns, divisor)`: `[outer, rows, columns]` to `[outer, columns]`, over the rows.
 * All extents are at least one.
 */
export function emitReduceRows(reduction: Reduction): FunctionBuilder {
  const f = new FunctionBuilder({ name: 'reduce', params: ['i32', 'i32', 'i32', 'i32', 'i32', 'f32'] });
  const [x, out, outer, rows, columns, divisor] = f.params as readonly [Local, Local, Local, Local, Local, Local];
  const [from, left, rowBytes, blockBytes] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const sums = Array.from({ length: wide }, () => f.local('v128'));
  const single = f.local('f32');
  const stretches = [
    { elements: 4 * wide, emit: emitColumns(f, reduction, sums, 'vector') },
    { elements: 4, emit: emitColumns(f, reduction, sums.slice(0, 1), 'vector') },
    { elements: 1, emit: emitColumns(f, reduction, [single], 'scalar') },
  ];
  f.get(columns).i32Const(2).i32('shl').tee(rowBytes).get(rows).i32('mul').set(blockBytes);
  f.repeatVariable(outer, () => {
    f.get(x).set(from).get(columns).set(left);
    for (const { elements, emit } of stretches) {
      whileLeft(f, left, elements, () => {
        emit([from, out, rows, rowBytes, divisor]);
        f.advance(from, 4 * elements).advance(out, 4 * elements);
      });
    }
    f.advanceBy(x, blockBytes);
  });
  return f;
}

/**
 * Emits `run(x, out, outer, columns, divisor)`: `[outer, columns]` to `[outer]`, along each row.
 * Sixteen partial results at a time, so a long sum is also rounded less than one by one. All extents are at least one.
 */
export function emitReduceColumns(reduction: Reduction): FunctionBuilder {
  const f = new FunctionBuilder({ name: 'reduce', params: ['i32', 'i32', 'i32', 'i32', 'f32'] });
  const [x, out, outer, columns, divisor] = f.params as readonly [Local, Local, Local, Local, Local];
  const [left, total] = [f.local('i32'), f.local('f32')];
  const sums = [0, 1, 2, 3].map(() => f.local('v128'));
  const [first, second, third, fourth] = sums as unknown as readonly [Local, Local, Local, Local];
  const together = (into: Local, other: Local): FunctionBuilder => f.get(into).get(other).f32x4(reduction).set(into);
  const wideRow = (): void => {
    sums.forEach((sum, at) =>
      f
        .get(x)
        .v128Load(at * vectorBytes)
        .set(sum),
    );
    f.advance(x, 64).advance(left, -16);
    whileLeft(f, left, 16, () => {
      sums.forEach((sum, at) =>
        f
          .get(sum)
          .get(x)
          .v128Load(at * vectorBytes)
          .f32x4(reduction)
          .set(sum),
      );
      f.advance(x, 64);
    });
    together(first, second);
    together(third, fourth);
    together(first, third);
    f.get(first).extract(0).set(total);
    for (const lane of [1, 2, 3]) f.get(total).get(first).extract(lane).f32(reduction).set(total);
  };
  f.repeatVariable(outer, () => {
    f.get(columns).tee(left).i32Const(16).i32('geU').when(wideRow);
    f.get(columns)
      .i32Const(16)
      .i32('ltU')
      .when(() => {
        f.get(x).f32Load().set(total).advance(x, 4).advance(left, -1);
      });
    whileLeft(f, left, 1, () => {
      f.get(total).get(x).f32Load().f32(reduction).set(total).advance(x, 4);
    });
    f.get(out).get(total).get(divisor).f32('div').f32Store().advance(out, 4);
  });
  return f;
}
