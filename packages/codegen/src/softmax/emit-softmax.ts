import type { Local } from '../assembler/code-builder.js';
import { FunctionBuilder } from '../assembler/function-builder.js';
import { whileLeft } from '../assembler/while-left.js';
import { exp } from '../elementwise/exponential.js';

/** Leaves the lanes of a vector put together on the stack, in the order of the lanes. */
function together(f: FunctionBuilder, vector: Local, instruction: 'add' | 'max'): FunctionBuilder {
  f.get(vector).extract(0);
  for (const lane of [1, 2, 3]) f.get(vector).extract(lane).f32(instruction);
  return f;
}

/** Emits `run(x, out, rows, columns)`: `exp(x − max) / Σ exp(x − max)` along each row. All extents are at least one. */
export function emitSoftmax(): FunctionBuilder {
  const f = new FunctionBuilder({ name: 'softmax', params: ['i32', 'i32', 'i32', 'i32'] });
  const [x, out, rows, columns] = f.params as readonly [Local, Local, Local, Local];
  const [from, to, left] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const [total, shift, value, sums] = [f.local('f32'), f.local('v128'), f.local('v128'), f.local('v128')];
  const power = exp(f);
  const along = (four: () => void, one: () => void): void => {
    f.get(columns).set(left);
    for (const [elements, body] of [
      [4, four],
      [1, one],
    ] as const) {
      whileLeft(f, left, elements, () => {
        body();
        f.advance(from, 4 * elements).advance(to, 4 * elements);
      });
    }
  };
  const start = (): FunctionBuilder => f.get(x).set(from).get(out).set(to);
  f.repeatVariable(rows, () => {
    start().v128Const(-Infinity).set(sums).f32Const(-Infinity).set(total);
    along(
      () => f.get(sums).get(from).v128Load().f32x4('max').set(sums),
      () => f.get(total).get(from).f32Load().f32('max').set(total),
    );
    together(f, sums, 'max').get(total).f32('max').f32x4('splat').set(shift);
    start().v128Const(0).set(sums).f32Const(0).set(total);
    along(
      () => {
        f.get(from).v128Load().get(shift).f32x4('sub').set(value);
        power(value);
        f.set(value).get(to).get(value).v128Store();
        f.get(sums).get(value).f32x4('add').set(sums);
      },
      () => {
        f.get(from).v128LoadSplat().get(shift).f32x4('sub').set(value);
        power(value);
        f.set(value).get(to).get(value).v128StoreLane(0);
        f.get(total).get(value).extract(0).f32('add').set(total);
      },
    );
    together(f, sums, 'add').get(total).f32('add').tee(total).f32x4('splat').set(shift);
    start();
    along(
      () => f.get(to).get(to).v128Load().get(shift).f32x4('div').v128Store(),
      () => f.get(to).get(to).f32Load().get(total).f32('div').f32Store(),
    );
    f.get(from).set(x).get(to).set(out);
  });
  return f;
}
