export { wasm } from './wasm.js';
export type { WasmOptions, WasmPaths } from './wasm.js';
