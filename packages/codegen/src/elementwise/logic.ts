import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import { whileLeft } from '../assembler/while-left.js';
import type { ElementLoop } from './emit-loops.js';

/** How truth values are put together. */
export type Connective = 'and' | 'or' | 'xor';

/** Truth values, a byte each, 0 or 1, of two such: sixteen at a time, one. */
export function logicLoop(connective: Connective): ElementLoop {
  return (f, { left, streams, out }) => {
    const registers = streams.map((stream) => ({ ...stream, vector: f.local('v128') }));
    const moving = registers.filter(({ moves }) => moves);
    for (const { address, moves, vector } of registers) if (!moves) f.get(address).v128LoadSplatByte().set(vector);
    const advance = (elements: number): void => {
      for (const { address } of moving) f.advance(address, elements);
      f.advance(out, elements);
    };
    const both = (load: (address: Local) => FunctionBuilder): void => {
      for (const { address } of registers) load(address);
    };
    whileLeft(f, left, 16, () => {
      for (const { address, vector } of moving) f.get(address).v128Load().set(vector);
      f.get(out);
      for (const { vector } of registers) f.get(vector);
      f.v128(connective).v128Store();
      advance(16);
    });
    whileLeft(f, left, 1, () => {
      f.get(out);
      both((address) => f.get(address).byteLoad());
      f.i32(connective).byteStore();
      advance(1);
    });
  };
}
