/** The part of the WebAssembly interface that we use; neither the DOM's nor Node's types are ours to require. */
interface WebAssemblyInterface {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly validate: (bytes: Uint8Array<ArrayBuffer>) => boolean;
}

/** A memory that modules share; `buffer` is another object after each growth. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
}

/** Addresses and numbers in, nothing out: results are in memory. */
export type WasmFunction = (...operands: number[]) => void;

function machine(): WebAssemblyInterface {
  return (globalThis as unknown as { readonly WebAssembly: WebAssemblyInterface }).WebAssembly;
}

/** Compiles a module at once and joins it to a memory. */
export function instantiate(
  bytes: Uint8Array<ArrayBuffer>,
  memory: WasmMemory,
): Readonly<Record<string, WasmFunction>> {
  const { Module, Instance } = machine();
  return new Instance(new Module(bytes), { env: { memory } }).exports as Readonly<Record<string, WasmFunction>>;
}

/** Whether this machine accepts a module, SIMD instructions included. */
export function isSupported(bytes: Uint8Array<ArrayBuffer>): boolean {
  return machine().validate(bytes);
}
