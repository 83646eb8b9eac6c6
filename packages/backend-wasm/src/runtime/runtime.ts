import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { assemble, instantiate } from '@innerloop/codegen';
import type { FunctionBuilder, WasmFunction, WasmMemory } from '@innerloop/codegen';

/** What we use of TensorFlow.js' wasm backend. */
export type WasmBackend = Pick<
  BackendWasm,
  'wasm' | 'dataIdMap' | 'makeOutput' | 'typedArrayFromHeap' | 'incRef' | 'disposeData' | 'numDataIds'
>;

/** What a kernel needs of TensorFlow.js' wasm machine: its memory, room to work in, and compilation into it. */
export interface Runtime {
  readonly backend: WasmBackend;
  /** Compiles one function that works on the backend's memory. */
  compile(build: FunctionBuilder): WasmFunction;
  /** Byte address of a tensor's first element. It stays valid for the tensor's life, through heap growth too. */
  address(tensor: TensorInfo): number;
  /** Address of a work area of at least so many bytes, until the next call; nothing is kept in it between kernels. */
  scratch(bytes: number): number;
}

interface EmscriptenModule {
  readonly asm?: { readonly memory?: WasmMemory };
  readonly wasmMemory?: WasmMemory;
  readonly _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
}

/** The memory of TensorFlow.js' own module, or undefined when this build hides it. */
export function memoryOf(backend: WasmBackend): WasmMemory | undefined {
  const { asm, wasmMemory } = backend.wasm as unknown as EmscriptenModule;
  return asm?.memory ?? wasmMemory;
}

function isShared(memory: WasmMemory): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
}

/** A runtime on the memory of a started wasm backend. */
export function createRuntime(backend: WasmBackend, memory: WasmMemory): Runtime {
  const machine = backend.wasm as unknown as EmscriptenModule;
  const shared = isShared(memory);
  let area = 0;
  let room = 0;
  return {
    backend,
    compile(build) {
      const run = instantiate(assemble([build], { shared }), memory)[build.name];
      if (run === undefined) throw new Error(`compile: the module has no function '${build.name}'.`);
      return run;
    },
    address: ({ dataId }) => backend.dataIdMap.get(dataId).memoryOffset,
    scratch(bytes) {
      if (bytes > room) {
        const wanted = Math.max(bytes, 2 * room);
        if (area !== 0) machine._free(area);
        [area, room] = [0, 0]; // what follows throws when memory is used up
        area = machine._malloc(wanted) >>> 0;
        room = wanted;
      }
      return area;
    },
  };
}
