import type { Shape } from '@innerloop/core';
import { InvalidDataError } from '@innerloop/core';
import type { NpyElements } from './npy-elements.js';
import { elementsOf } from './npy-elements.js';
import { npyHeader } from './npy-header.js';

/** An array that NumPy saved. */
export interface NpyArray {
  /** NumPy's name of the type of its elements: `<f4`, `>i8`, `|b1`, `<U5`. */
  readonly dtype: string;
  readonly shape: Shape;
  /** Row by row, the last axis fastest, whatever the order of the file. Float16 is given as float32, 64-bit integers as BigInt. */
  readonly values: NpyElements;
}

/**
 * Reads a `.npy` file: floats of 16 to 64 bits, integers of 8 to 64, truth values, text; either byte order, either order of axes.
 *
 * @param name  what messages call the array
 * @throws InvalidDataError if the bytes are damaged, or elements are Python objects, records, dates or complex numbers
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function readNpy(bytes: Uint8Array, name = 'readNpy'): NpyArray {
  const { dtype, fortran, shape, offset } = npyHeader(name, bytes);
  const { kind, little } = elementsOf(name, dtype);
  const count = shape.reduce((product, axis) => product * axis, 1);
  const present = bytes.length - offset;
  if (present < count * kind.bytes) {
    throw new InvalidDataError(
      `${name}: an array of shape [${shape.join(', ')}] (${dtype}) has ${count * kind.bytes} bytes, but the file has ${present}. It is damaged or was not copied whole.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, count * kind.bytes);
  const values = kind.read(view, count, little);
  return { dtype, shape, values: fortran && shape.length > 1 ? lastAxisFastest(values, shape) : values };
}

/** Elements whose first axis is fastest, in the other order. */
function lastAxisFastest(values: NpyElements, shape: Shape): NpyElements {
  const places = fortranPlaces(shape);
  const from = (index: number): number => places[index] as number;
  if (Array.isArray(values)) return Array.from(places, (place) => (values as readonly string[])[place] as string);
  const moved = (values as Float32Array).slice();
  moved.forEach((_, index) => (moved[index] = (values as Float32Array)[from(index)] as number));
  return moved;
}

/** Where the element of each place, counted with the last axis fastest, stands in a file whose first axis is fastest. */
function fortranPlaces(shape: Shape): Uint32Array {
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, length) => product * length, 1));
  const count = shape.reduce((product, axis) => product * axis, 1);
  const at = shape.map(() => 0);
  const places = new Uint32Array(count);
  for (let index = 0, place = 0; index < count; index += 1) {
    places[index] = place;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      place += strides[axis] as number;
      at[axis]! += 1;
      if ((at[axis] as number) < (shape[axis] as number)) break;
      place -= (strides[axis] as number) * (shape[axis] as number);
      at[axis] = 0;
    }
  }
  return places;
}
