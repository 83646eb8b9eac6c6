import type { Shape } from '@innerloop/core';
import { InvalidDataError } from '@innerloop/core';

/** What stands before the numbers of an array. */
export interface NpyHeader {
  /** As NumPy writes it: `<f4` little-endian float32, `>i8` big-endian int64, `|b1` truth values, `<U5` text. */
  readonly dtype: string;
  readonly fortran: boolean;
  readonly shape: Shape;
  /** Bytes before the first number. */
  readonly offset: number;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

/**
 * The header of a NumPy array, format versions 1 to 3.
 *
 * @param name  what messages call the array
 * @throws InvalidDataError if it is no such array, or one whose elements are records or Python objects
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function npyHeader(name: string, bytes: Uint8Array): NpyHeader {
  if (magic.some((byte, at) => bytes[at] !== byte)) {
    throw new InvalidDataError(`${name}: this is no NumPy array (.npy). Save it with numpy.save or numpy.savez.`);
  }
  const version = bytes[6] as number;
  if (version < 1 || version > 3) {
    throw new InvalidDataError(
      `${name}: version ${version} of the .npy format is not known, only 1 to 3. Save it anew.`,
    );
  }
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) throw cut(name);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const offset = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (bytes.length < offset) throw cut(name);
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(start, offset));
  return { ...entries(name, text), offset };
}

const cut = (name: string): InvalidDataError =>
  new InvalidDataError(`${name}: the file ends within its header. It is damaged or was not copied whole.`);

/** Reads the dictionary that Python wrote: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`. */
function entries(name: string, text: string): Omit<NpyHeader, 'offset'> {
  const descr = /['"]descr['"]\s*:\s*(?:(['"])(.*?)\1|(\[))/.exec(text);
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text);
  const axes = /['"]shape['"]\s*:\s*\(([\d\sL,]*)\)/.exec(text);
  if (descr?.[3] !== undefined) {
    throw new InvalidDataError(
      `${name}: its elements are records with fields. Save each field as an array of its own.`,
    );
  }
  if (descr === null || order === null || axes === null) {
    throw new InvalidDataError(`${name}: its header is damaged: ${JSON.stringify(text.slice(0, 80))}.`);
  }
  const lengths = (axes[1] as string).split(',').filter((axis) => axis.trim() !== '');
  // Python 2 marked long integers with an L.
  const shape = lengths.map((axis) => Number(axis.replace('L', '')));
  return { dtype: descr[2] as string, fortran: order[1] === 'True', shape };
}
