import { EngineError } from '@innerloop/core';

/** The allocator of TensorFlow.js' module, which answers 0 when its memory, of 4 GB at most, is used up. */
export interface Allocator {
  _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
}

const guarded = new WeakSet<Allocator>();
const megabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MB`;

/**
 * Lets allocation say when memory is used up. TensorFlow.js takes the address 0 for memory: it writes over its own data, or ends with
 * "memory access out of bounds".
 *
 * @param used  bytes of memory at hand
 */
export function guardAllocation(machine: Allocator, used: () => number): void {
  if (guarded.has(machine)) return;
  guarded.add(machine);
  machine._free(machine._malloc(1)); // emscripten puts the real function in its place when it is first called
  const allocate = machine._malloc;
  machine._malloc = (bytes) => {
    const address = allocate(bytes);
    if (address !== 0 || bytes === 0) return address;
    throw new EngineError(
      `wasm: out of memory: ${megabytes(bytes)} more are wanted, and ${megabytes(used())} of the 4 GB that WebAssembly has here are taken. ` +
        'Take fewer tasks at once: more `slices` of the meta-batch in training, a smaller batch in evaluation; or fewer queries, or smaller pictures. ' +
        'A step that is compiled (@innerloop/compile) needs less, and the native engine (@innerloop/backend-node) has all the memory of the machine.',
    );
  };
}
