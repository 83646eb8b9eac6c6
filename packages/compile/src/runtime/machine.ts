import type { WasmMemory } from '@innerloop/codegen';
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

export const compileModule = (bytes: Uint8Array<ArrayBuffer>): WasmModule => new (machine().Module)(bytes);

/** Zeros, that never grow. A shared memory is one that several threads see. */
export function newMemory(bytes: number, shared = false): WasmMemory {
  const pages = Math.max(1, Math.ceil(bytes / pageBytes));
  return new (machine().Memory)({ initial: pages, maximum: pages, ...(shared ? { shared } : {}) });
}

/** Functions without an instruction of their own, as the host computes them. */
const functions = Object.fromEntries(Object.entries(mapFunctions).map(([name, { compute }]) => [name, compute]));

/** Joins a module to a memory. */
export const start = (module: WasmModule, memory: WasmMemory): Exports =>
  new (machine().Instance)(module, { env: { ...functions, memory } }).exports;
