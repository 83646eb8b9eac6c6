import type { Local } from '../assembler/code-builder.js';
import { FunctionBuilder } from '../assembler/function-builder.js';
import { whileLeft } from '../assembler/while-left.js';

/** Types that are made float32 here: integers and truth values, which are a byte each. */
export type CastSource = 'int32' | 'bool';

/** Emits `run(x, out, count)`: whole numbers as float32, four at a time, then one. */
export function emitCast(source: CastSource): FunctionBuilder {
  const f = new FunctionBuilder({ name: 'cast', params: ['i32', 'i32', 'i32'] });
  const [x, out, left] = f.params as readonly [Local, Local, Local];
  const size = source === 'int32' ? 4 : 1;
  whileLeft(f, left, 4, () => {
    f.get(out).get(x);
    (source === 'int32' ? f.v128Load() : f.fourBytesLoad().widenBytes()).f32x4('ofI32').v128Store();
    f.advance(x, 4 * size).advance(out, 16);
  });
  whileLeft(f, left, 1, () => {
    f.get(out).get(x);
    (source === 'int32' ? f.i32Load() : f.byteLoad()).f32OfI32().f32Store();
    f.advance(x, size).advance(out, 4);
  });
  return f;
}
