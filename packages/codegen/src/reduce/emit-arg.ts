import type { Local } from '../assembler/code-builder.js';
import { FunctionBuilder } from '../assembler/function-builder.js';
import { whileLeft } from '../assembler/while-left.js';

/** Which element is looked for. */
export type Extremum = 'max' | 'min';

/**
 * Emits `run(x, out, outer, rows, columns)`: `[outer, rows, columns]` to int32 `[outer, columns]`, the first row that holds the greatest or least
 * element of each column. Rows are counted from 0; NaN is neither greater nor less than anything. All extents are at least one.
 */
export function emitArg(extremum: Extremum): FunctionBuilder {
  const f = new FunctionBuilder({ name: 'arg', params: ['i32', 'i32', 'i32', 'i32', 'i32'] });
  const [x, out, outer, rows, columns] = f.params as readonly [Local, Local, Local, Local, Local];
  const [row, left, others, number] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const [rowBytes, restBytes] = [f.local('i32'), f.local('i32')];
  const better = extremum === 'max' ? 'gt' : 'lt';
  const [best, value, mask, chosen, place] = [0, 1, 2, 3, 4].map(() => f.local('v128')) as unknown as readonly [
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const [bestOne, one, chosenOne] = [f.local('f32'), f.local('f32'), f.local('i32')];
  /** Goes down the other rows below the first. */
  const down = (body: () => void): void => {
    f.get(x).set(row);
    f.repeatVariable(others, () => {
      f.advanceBy(row, rowBytes);
      body();
    });
  };
  const four = (): void => {
    f.get(x).v128Load().set(best).v128Integers(0).tee(place).set(chosen);
    down(() => {
      f.get(place).v128Integers(1).i32x4('add').set(place);
      f.get(row).v128Load().tee(value).get(best).f32x4(better).set(mask);
      f.get(value).get(best).get(mask).v128('bitselect').set(best);
      f.get(place).get(chosen).get(mask).v128('bitselect').set(chosen);
    });
    f.get(out).get(chosen).v128Store();
  };
  const single = (): void => {
    f.get(x).f32Load().set(bestOne).i32Const(0).tee(number).set(chosenOne);
    down(() => {
      f.advance(number, 1);
      f.get(row).f32Load().tee(one).get(bestOne).f32(better);
      f.when(() => f.get(one).set(bestOne).get(number).set(chosenOne));
    });
    f.get(out).get(chosenOne).i32Store();
  };
  f.get(rows)
    .i32Const(-1)
    .i32('add')
    .tee(others)
    .get(columns)
    .i32Const(2)
    .i32('shl')
    .tee(rowBytes)
    .i32('mul')
    .set(restBytes);
  f.repeatVariable(outer, () => {
    f.get(columns).set(left);
    for (const { elements, emit } of [
      { elements: 4, emit: four },
      { elements: 1, emit: single },
    ]) {
      whileLeft(f, left, elements, () => {
        emit();
        f.advance(x, 4 * elements).advance(out, 4 * elements);
      });
    }
    f.advanceBy(x, restBytes);
  });
  return f;
}
