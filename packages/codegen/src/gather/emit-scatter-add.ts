import type { Local } from '../assembler/code-builder.js';
import { FunctionBuilder } from '../assembler/function-builder.js';
import { floatLoop } from '../elementwise/emit-loops.js';
import { plain } from '../elementwise/plain.js';

/**
 * Emits `run(updates, indices, out, count, rows, inner)`: adds each of `count` float32 rows of `inner` elements to the row of `out` that its
 * int32 index names, in their order; indices that name none of its `rows` are left out. Every extent is at least one.
 */
export function emitScatterAdd(): FunctionBuilder {
  const f = new FunctionBuilder({ name: 'scatter', params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] });
  const [updates, indices, out, count, rows, inner] = f.params as unknown as readonly [
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const [index, from, read, write] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const [rowBytes, left] = [f.local('i32'), f.local('i32')];
  const add = floatLoop(plain('add'));
  f.get(inner).i32Const(2).i32('shl').set(rowBytes);
  f.repeatVariable(count, () => {
    // Unsigned, so that a negative index is above all rows.
    f.get(indices).i32Load().tee(index).get(rows).i32('ltU');
    f.when(() => {
      f.get(index).get(rowBytes).i32('mul').get(out).i32('add').tee(read).set(write);
      f.get(updates).set(from).get(inner).set(left);
      const streams = [
        { address: read, moves: true },
        { address: from, moves: true },
      ];
      add(f, { left, streams, out: write });
    });
    f.advanceBy(updates, rowBytes).advance(indices, 4);
  });
  return f;
}
