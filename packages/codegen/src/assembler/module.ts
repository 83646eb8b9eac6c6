import { text, unsigned } from './encoding.js';
import type { FunctionBuilder } from './function-builder.js';

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const pagesAtMost = 65_536;

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function vector(entries: readonly (readonly number[])[]): number[] {
  return [...unsigned(entries.length), ...entries.flat()];
}

/** Memory is imported as `env.memory`; a shared one must state its greatest size. */
function memoryImport(shared: boolean): number[] {
  const limits = shared ? [3, 0, ...unsigned(pagesAtMost)] : [0, 0];
  return [...text('env'), ...text('memory'), 2, ...limits];
}

/**
 * The bytes of a module that imports its memory and exports every function under its name.
 *
 * Chrome compiles only small modules at once on a page's main thread, so keep to one kernel a module.
 */
export function assemble(
  functions: readonly FunctionBuilder[],
  { shared = false }: { readonly shared?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...header,
    ...section(1, vector(functions.map((each) => each.signature()))),
    ...section(2, vector([memoryImport(shared)])),
    ...section(3, vector(functions.map((_, position) => unsigned(position)))),
    ...section(7, vector(functions.map((each, position) => each.export(position)))),
    ...section(10, vector(functions.map((each) => each.body()))),
  ]);
}
