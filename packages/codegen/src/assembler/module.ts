import { text, unsigned } from './encoding.js';
import type { FunctionBuilder } from './function-builder.js';

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const pagesAtMost = 65_536;

type Bytes = ArrayLike<number>;

/** One after the other: large modules are put together of many small lists. */
function joined(parts: readonly Bytes[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const vector = (entries: readonly Bytes[]): Bytes => joined([unsigned(entries.length), ...entries]);

const section = (id: number, content: Bytes): Bytes => joined([[id], unsigned(content.length), content]);

/** A function of the host: so many float64 in, one out. */
export interface ImportedFunction {
  readonly name: string;
  readonly arity: number;
}

export interface ModuleOptions {
  readonly shared?: boolean;
  /** Imported as `env.NAME`; their places come before those of the module's own functions. */
  readonly imports?: readonly ImportedFunction[];
  /** Which functions are exported, under their names; default all. */
  readonly exported?: (each: FunctionBuilder) => boolean;
}

const float64 = 0x7c;

const signatureOf = ({ arity }: ImportedFunction): number[] => [
  0x60,
  arity,
  ...Array<number>(arity).fill(float64),
  1,
  float64,
];

const functionImport = ({ name }: ImportedFunction, type: number): number[] => [
  ...text('env'),
  ...text(name),
  0,
  ...unsigned(type),
];

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
  { shared = false, imports = [], exported = () => true }: ModuleOptions = {},
): Uint8Array<ArrayBuffer> {
  const first = imports.length;
  const exports = functions.flatMap((each, position) => (exported(each) ? [each.export(first + position)] : []));
  return joined([
    header,
    section(1, vector([...imports.map(signatureOf), ...functions.map((each) => each.signature())])),
    section(2, vector([...imports.map(functionImport), memoryImport(shared)])),
    section(3, vector(functions.map((_, position) => unsigned(first + position)))),
    section(7, vector(exports)),
    section(10, vector(functions.map((each) => each.body()))),
  ]);
}
