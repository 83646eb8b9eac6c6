import { isSupported } from '@innerloop/codegen';
import type { WasmMemory } from '@innerloop/codegen';
import { CompileError, EngineError } from '@innerloop/core';
import { mapFunctions } from '../graph/functions.js';

/** The part of the WebAssembly interface that a program needs; neither the DOM's nor Node's types are ours to require. */
interface WebAssemblyInterface {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WasmModule;
  readonly Memory: new (limits: { initial: number; maximum: number; shared?: boolean }) => WasmMemory;
  readonly Instance: new (module: WasmModule, imports: Imports) => { readonly exports: Exports };
}

declare const moduleMark: unique symbol;
/** Compiled code that is joined to no memory yet. Threads can send it to each other. */
export interface WasmModule {
  readonly [moduleMark]?: never;
}
export type Exports = Readonly<Record<string, () => void>>;
type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const pageBytes = 65_536;
const machine = (): WebAssemblyInterface =>
  (globalThis as unknown as { readonly WebAssembly: WebAssemblyInterface }).WebAssembly;

/** This machine cannot run compiled code, or not this one: it runs eagerly instead. */
export class UnsupportedError extends CompileError {}

/** @throws UnsupportedError where the machine lacks an instruction of the code */
export function compileModule(bytes: Uint8Array<ArrayBuffer>): WasmModule {
  if (isSupported(bytes)) return new (machine().Module)(bytes);
  throw new UnsupportedError('compile: this machine has no WebAssembly with SIMD, which compiled code is made of.');
}

/**
 * Zeros, that never grow. A shared memory is one that several threads see.
 *
 * @throws EngineError if there is no room for them. Kernels one by one would need more, since nothing plans their memory: that is no way out.
 */
export function newMemory(bytes: number, shared = false): WasmMemory {
  const pages = Math.max(1, Math.ceil(bytes / pageBytes));
  try {
    return new (machine().Memory)({ initial: pages, maximum: pages, ...(shared ? { shared } : {}) });
  } catch (error) {
    throw new EngineError(
      `compile: no memory of ${Math.ceil(bytes / 2 ** 20)} MiB is to be had${shared ? ', for each thread' : ''}; WebAssembly has 4 GiB at most. ` +
        'Take fewer tasks at once: more slices of the meta-batch in training (train.slices), a smaller batch in evaluation (evaluate.batch); or fewer queries, or smaller pictures. ' +
        'Without being compiled it would need more.',
      { cause: error },
    );
  }
}

/** Functions without an instruction of their own, as the host computes them. */
const functions = Object.fromEntries(Object.entries(mapFunctions).map(([name, { compute }]) => [name, compute]));

/** Joins a module to a memory. */
export const start = (module: WasmModule, memory: WasmMemory): Exports =>
  new (machine().Instance)(module, { env: { ...functions, memory } }).exports;
