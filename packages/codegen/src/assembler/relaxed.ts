import { FunctionBuilder } from './function-builder.js';
import { isSupported } from './instance.js';
import { assemble } from './module.js';

/**
 * Whether this machine runs relaxed SIMD, whose multiply-add in one instruction makes products faster: V8 since 11.4
 * (Chrome 114, Node 22); Node 20 with `--experimental-wasm-relaxed-simd`.
 */
export function relaxedSimdSupported(): boolean {
  const f = new FunctionBuilder({ name: 'probe', params: ['i32'] });
  const [address] = f.params;
  if (address === undefined) return false;
  f.get(address);
  for (let operand = 0; operand < 3; operand++) f.v128Const(1);
  f.f32x4('relaxedMadd').v128Store();
  return isSupported(assemble([f]));
}
