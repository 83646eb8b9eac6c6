import { InvalidDataError } from '@innerloop/core';
import { float16 } from './float16.js';

/** The elements of an array in the order of the file. */
export type NpyElements =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | readonly boolean[]
  | readonly string[];

interface Kind {
  readonly bytes: number;
  read(view: DataView, count: number, little: boolean): NpyElements;
}

type Numeric = Exclude<NpyElements, readonly boolean[] | readonly string[]>;

const numbers = <A extends Numeric>(
  bytes: number,
  make: (count: number) => A,
  get: (view: DataView, at: number, little: boolean) => A[number],
): Kind => ({
  bytes,
  read: (view, count, little) => {
    const values = make(count);
    for (let index = 0; index < count; index += 1) values[index] = get(view, index * bytes, little);
    return values;
  },
});

const kinds: Readonly<Record<string, Kind>> = {
  f2: numbers(
    2,
    (n) => new Float32Array(n),
    (view, at, little) => float16(view.getUint16(at, little)),
  ),
  f4: numbers(
    4,
    (n) => new Float32Array(n),
    (view, at, little) => view.getFloat32(at, little),
  ),
  f8: numbers(
    8,
    (n) => new Float64Array(n),
    (view, at, little) => view.getFloat64(at, little),
  ),
  i1: numbers(
    1,
    (n) => new Int8Array(n),
    (view, at) => view.getInt8(at),
  ),
  u1: numbers(
    1,
    (n) => new Uint8Array(n),
    (view, at) => view.getUint8(at),
  ),
  i2: numbers(
    2,
    (n) => new Int16Array(n),
    (view, at, little) => view.getInt16(at, little),
  ),
  u2: numbers(
    2,
    (n) => new Uint16Array(n),
    (view, at, little) => view.getUint16(at, little),
  ),
  i4: numbers(
    4,
    (n) => new Int32Array(n),
    (view, at, little) => view.getInt32(at, little),
  ),
  u4: numbers(
    4,
    (n) => new Uint32Array(n),
    (view, at, little) => view.getUint32(at, little),
  ),
  i8: numbers(
    8,
    (n) => new BigInt64Array(n),
    (view, at, little) => view.getBigInt64(at, little),
  ),
  u8: numbers(
    8,
    (n) => new BigUint64Array(n),
    (view, at, little) => view.getBigUint64(at, little),
  ),
  b1: {
    bytes: 1,
    read: (view, count) => Array.from({ length: count }, (_, index) => view.getUint8(index) !== 0),
  },
};

/** What is refused, and what to do instead. */
const refused: Readonly<Record<string, string>> = {
  O: 'holds Python objects (pickled), which only Python can read. Save numbers or text: array.astype(numpy.float32), labels.astype(str)',
  V: 'holds raw memory or records. Save each field as an array of its own',
  c: 'holds complex numbers. Save real and imaginary parts as two arrays',
  M: 'holds dates. Save them as numbers: array.astype("datetime64[s]").astype(numpy.int64)',
  m: 'holds spans of time. Save them as numbers: array.astype("timedelta64[s]").astype(numpy.int64)',
  f: 'holds long floats. Save it as float64: array.astype(numpy.float64)',
};

/** Text of a fixed width: 4 bytes a character in `U`, single bytes of UTF-8 or ASCII in `S`. Zeros fill it up at the end. */
function text(name: string, letter: 'U' | 'S', width: number): Kind {
  const bytes = letter === 'U' ? width * 4 : width;
  const decoder = new TextDecoder();
  const read = (view: DataView, at: number, little: boolean): string =>
    letter === 'S'
      ? decoder.decode(new Uint8Array(view.buffer, view.byteOffset + at, bytes))
      : Array.from({ length: width }, (_, character) =>
          characterOf(name, view.getUint32(at + character * 4, little)),
        ).join('');
  return {
    bytes,
    read: (view, count, little) =>
      Array.from({ length: count }, (_, index) => read(view, index * bytes, little).replace(/\0+$/, '')),
  };
}

function characterOf(name: string, code: number): string {
  if (code <= 0x10ffff) return String.fromCodePoint(code);
  throw new InvalidDataError(`${name}: its text has a character that Unicode has not (${code}). The file is damaged.`);
}

/**
 * How elements of a NumPy type are read.
 *
 * @throws InvalidDataError that says what to save instead, for types that are no numbers, truth values or text
 */
export function elementsOf(name: string, dtype: string): { readonly kind: Kind; readonly little: boolean } {
  const [, order, letter, size] = /^([<>|=]?)([a-zA-Z?])(\d*)/.exec(dtype) ?? [];
  const little = order !== '>';
  if (letter === 'U' || letter === 'S') return { kind: text(name, letter, Number(size)), little };
  const kind = kinds[`${letter}${size}`];
  if (kind !== undefined) return { kind, little };
  const why = refused[letter ?? ''] ?? 'is of a type that is not known';
  throw new InvalidDataError(`${name}: the array (dtype '${dtype}') ${why}.`);
}
