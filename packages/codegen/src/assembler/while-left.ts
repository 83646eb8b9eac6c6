import type { Local } from './code-builder.js';
import type { FunctionBuilder } from './function-builder.js';

/** Calls `body` while at least `step` elements are left, and counts them off. */
export function whileLeft(f: FunctionBuilder, left: Local, step: number, body: () => void): void {
  f.get(left)
    .i32Const(step)
    .i32('geU')
    .when(() => {
      f.doWhile(() => {
        body();
        f.get(left).i32Const(-step).i32('add').tee(left).i32Const(step).i32('geU');
      });
    });
}
