import type { Local } from '../assembler/code-builder.js';
import { FunctionBuilder } from '../assembler/function-builder.js';
import { whileLeft } from '../assembler/while-left.js';

/** What is chosen between: elements of four bytes, or truth values, a byte each, 0 or 1. */
export type Selected = 'words' | 'truths';

const unrolled = 4;

/** Four elements of four bytes by four conditions. */
function emitWords(
  f: FunctionBuilder,
  [condition, t, e, out]: readonly [Local, Local, Local, Local],
  at: number,
): void {
  f.get(out)
    .get(t)
    .v128Load(16 * at);
  f.get(e).v128Load(16 * at);
  // Zero minus a byte is negative unless that is zero: its sign, in all bits, is the mask.
  f.v128Integers(0)
    .get(condition)
    .fourBytesLoad(4 * at);
  f.widenBytes().i32x4('sub').i32Const(31).i32x4('shrS').v128('bitselect');
  f.v128Store(16 * at);
}

/** Sixteen truth values by sixteen conditions: their one bit chooses between bits. */
function emitTruths(
  f: FunctionBuilder,
  [condition, t, e, out]: readonly [Local, Local, Local, Local],
  at: number,
): void {
  f.get(out)
    .get(t)
    .v128Load(16 * at);
  f.get(e).v128Load(16 * at);
  f.get(condition).v128Load(16 * at);
  f.v128('bitselect').v128Store(16 * at);
}

/** Emits `run(condition, t, e, out, count)`: `condition ? t : e`; conditions are truth values. */
export function emitSelect(selected: Selected): FunctionBuilder {
  const f = new FunctionBuilder({ name: 'select', params: ['i32', 'i32', 'i32', 'i32', 'i32'] });
  const [condition, t, e, out, left] = f.params as readonly [Local, Local, Local, Local, Local];
  const words = selected === 'words';
  const advance = (elements: number): void => {
    f.advance(condition, elements);
    for (const address of [t, e, out]) f.advance(address, words ? 4 * elements : elements);
  };
  const lanes = words ? 4 : 16;
  for (const vectors of [unrolled, 1]) {
    whileLeft(f, left, lanes * vectors, () => {
      for (let at = 0; at < vectors; at++) (words ? emitWords : emitTruths)(f, [condition, t, e, out], at);
      advance(lanes * vectors);
    });
  }
  whileLeft(f, left, 1, () => {
    const load = (address: Local): FunctionBuilder => (words ? f.get(address).i32Load() : f.get(address).byteLoad());
    f.get(out);
    load(t);
    load(e).get(condition).byteLoad().select();
    if (words) f.i32Store();
    else f.byteStore();
    advance(1);
  });
  return f;
}
