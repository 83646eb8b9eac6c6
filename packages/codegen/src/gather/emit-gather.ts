import type { Local } from '../assembler/code-builder.js';
import { FunctionBuilder } from '../assembler/function-builder.js';
import { emitCopies } from '../views/emit-view.js';

/**
 * Emits `run(x, indices, out, batch, outer, taken, size, inner)`: `[batch, outer, size, inner]`, read along the third axis at int32
 * indices `[batch, taken]`, to `[batch, outer, taken, inner]`. Elements of four bytes; every index is inside, every extent at least one.
 */
export function emitGather(): FunctionBuilder {
  const f = new FunctionBuilder({ name: 'gather', params: Array<'i32'>(8).fill('i32') });
  const [x, indices, out, batch, outer, taken, size, inner] = f.params as unknown as readonly [
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const [index, from, left] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const [rowBytes, blockBytes] = [f.local('i32'), f.local('i32')];
  f.get(inner).i32Const(2).i32('shl').tee(rowBytes).get(size).i32('mul').set(blockBytes);
  f.repeatVariable(batch, () => {
    f.repeatVariable(outer, () => {
      f.get(indices).set(index);
      f.repeatVariable(taken, () => {
        f.get(index).i32Load().get(rowBytes).i32('mul').get(x).i32('add').set(from);
        f.get(inner).set(left);
        emitCopies(f, left, { address: from, moves: true }, out);
        f.advance(index, 4);
      });
      f.advanceBy(x, blockBytes);
    });
    f.get(index).set(indices);
  });
  return f;
}
