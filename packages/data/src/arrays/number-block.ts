import { InvalidDataError } from '@innerloop/core';

/** Bytes: they stand for 0 … 1, 255 for 1. A canvas gives the clamped kind. */
export type Bytes = Uint8Array | Uint8ClampedArray;

/** Numbers that stand for themselves. */
export type Numbers =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** A block of memory of one kind of number. */
export type NumberBlock = Bytes | Numbers;

/** Where a number stands, for messages: `example 3 at [0]`. */
export type Place = (index: number) => string;

export const isBytes = (value: unknown): value is Bytes =>
  value instanceof Uint8Array || value instanceof Uint8ClampedArray;

export const isNumberBlock = (value: unknown): value is NumberBlock =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

/** Up to here float32 holds every whole number. */
const exact = 2 ** 24;

/** Bytes as one kind of array: the same memory, not a copy. */
export const plainBytes = (bytes: Bytes): Uint8Array =>
  bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);

/**
 * Numbers as float32. A Float32Array is used as it is; others are rounded to the nearest.
 *
 * @throws InvalidDataError that names the first number that is not finite, that is beyond float32 (3.4e38), or that is a whole number of an
 *   integer array beyond ±2²⁴, which float32 would round to another
 */
export function asFloat32(where: string, values: Numbers, place: Place): Float32Array {
  if (values instanceof Float32Array) return requireFinite(where, values, place);
  if (values instanceof Float64Array) return requireFinite(where, Float32Array.from(values), place, values);
  return fromIntegers(where, values, place);
}

function requireFinite(
  where: string,
  values: Float32Array,
  place: Place,
  given: ArrayLike<number> = values,
): Float32Array {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad === -1) return values;
  throw notFinite(where, given[bad] as number, place(bad));
}

/** What is told of a number that is not finite, or becomes so. */
export function notFinite(where: string, value: number, place: string): InvalidDataError {
  const hint = Number.isNaN(value) ? 'Fill in missing values, or leave such examples out.' : 'Rescale the data.';
  return new InvalidDataError(
    `${where}: ${place} is ${value}${Number.isFinite(value) ? ', beyond float32' : ''}, but every value must be a finite number. ${hint}`,
  );
}

function fromIntegers(
  where: string,
  values: Exclude<Numbers, Float32Array | Float64Array>,
  place: Place,
): Float32Array {
  const numbers = new Float32Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    const value = Number(values[index]);
    if (Math.abs(value) > exact) {
      throw new InvalidDataError(
        `${where}: ${place(index)} is ${String(values[index])}, and float32 holds whole numbers up to ±2^24 = ${exact} only. Subtract an offset or divide first, or pass floats to have them rounded.`,
      );
    }
    numbers[index] = value;
  }
  return numbers;
}
