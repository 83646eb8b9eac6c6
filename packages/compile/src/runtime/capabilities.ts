import { FunctionBuilder, assemble, isSupported, relaxedSimdSupported } from '@innerloop/codegen';
import { availableThreads } from '../threads/host.js';

/** What this machine offers to compiled code. */
export interface Capabilities {
  /** Without it nothing is compiled. */
  readonly simd: boolean;
  /** Multiply-add in one instruction. */
  readonly relaxedSimd: boolean;
  /** Threads that can share a step. */
  readonly threads: number;
}

function simdSupported(): boolean {
  const f = new FunctionBuilder({ name: 'probe', params: ['i32'] });
  const [address] = f.params;
  if (address === undefined) return false;
  f.get(address).v128Const(1).v128Store();
  return isSupported(assemble([f]));
}

export const capabilities = (): Capabilities => ({
  simd: simdSupported(),
  relaxedSimd: relaxedSimdSupported(),
  threads: availableThreads(),
});
