import type { Local } from './code-builder.js';
import type { FunctionBuilder } from './function-builder.js';

/** Stores the first `lanes` lanes of a vector, 1 … 4; never writes beyond them. */
export function storeLanes(f: FunctionBuilder, address: Local, value: Local, lanes: number, offset: number): void {
  f.get(address).get(value);
  if (lanes === 4) f.v128Store(offset);
  else if (lanes === 1) f.v128StoreLane(0, offset);
  else f.v128StoreHalf(0, offset);
  if (lanes === 3)
    f.get(address)
      .get(value)
      .v128StoreLane(2, offset + 8);
}
