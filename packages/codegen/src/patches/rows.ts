import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import { walk } from '../assembler/walk.js';
import { storeLanes } from '../assembler/store-lanes.js';

/** What happens to a row of floats on its way: replaces what is there, or is added to it. */
export type RowAction = 'copy' | 'add';

const unrolled = 4;

/** Emits `to[i] = from[i]` or `to[i] += from[i]` for a contiguous row of so many floats; writes nothing beyond it. */
export function emitRow(f: FunctionBuilder, action: RowAction, floats: number): (from: Local, to: Local) => void {
  const value = f.local('v128');
  const piece = (from: Local, to: Local, lanes: number, offset: number): void => {
    f.get(from).v128Load(offset);
    if (action === 'add') f.get(to).v128Load(offset).f32x4('add');
    f.set(value);
    storeLanes(f, to, value, lanes, offset);
  };
  const pieces = (from: Local, to: Local, count: number): void => {
    for (let at = 0; at < count; at += 4) piece(from, to, Math.min(4, count - at), at * 4);
  };
  const block = 4 * unrolled;
  const blocks = floats <= 2 * block ? 0 : Math.floor(floats / block);
  const rest = floats - blocks * block;
  const strides = [block * 4, block * 4];
  const body =
    (count: number) =>
    ([from, to]: readonly Local[]): void => {
      if (from !== undefined && to !== undefined) pieces(from, to, count);
    };
  return (from, to) =>
    walk(
      f,
      [from, to],
      [
        { times: blocks, strides, body: body(block) },
        { times: rest > 0 ? 1 : 0, strides, body: body(rest) },
      ],
    );
}
