import type { WasmMemory } from '@innerloop/codegen';
import { newMemory } from '../runtime/machine.js';

export interface MemoryPool {
  /**
   * A shared memory of at least so many bytes, and of at most twice that; the bytes asked for are zero.
   *
   * @throws EngineError if there is no room for it
   */
  take(bytes: number): WasmMemory;
  /** Memories that no thread reads or writes any more. */
  giveBack(memories: readonly WasmMemory[]): void;
}

/** A memory may be larger than what is asked for by this factor. */
const roomy = 2;

const sizeOf = ({ buffer }: WasmMemory): number => buffer.byteLength;

const smallest = (memories: readonly WasmMemory[]): WasmMemory | undefined =>
  memories.reduce<WasmMemory | undefined>(
    (least, each) => (least !== undefined && sizeOf(least) <= sizeOf(each) ? least : each),
    undefined,
  );

/** Memories that wait to be used again, so many bytes at most; those that have waited longest are left to the machine. */
export function memoryPool(mostBytes: number): MemoryPool {
  const waiting: WasmMemory[] = [];
  return {
    take(bytes) {
      const found = smallest(waiting.filter((each) => sizeOf(each) >= bytes && sizeOf(each) <= roomy * bytes));
      if (found === undefined) return newMemory(bytes, true);
      waiting.splice(waiting.indexOf(found), 1);
      new Uint8Array(found.buffer, 0, bytes).fill(0);
      return found;
    },
    giveBack(memories) {
      waiting.push(...memories);
      let held = waiting.reduce((sum, memory) => sum + sizeOf(memory), 0);
      while (held > mostBytes) held -= sizeOf(waiting.shift() as WasmMemory);
    },
  };
}

/**
 * The shared memories of the process. V8 does not count their bytes when it decides whether to collect: without a pool a training whose
 * episodes vary in size would fill the machine with memories of programs that are gone.
 */
export const sharedMemories: MemoryPool = memoryPool(512 * 2 ** 20);
