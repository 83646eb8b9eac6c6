import type { ReadType } from './dtypes.js';

/*
 * Types that other programs write and TensorFlow.js does not have. Numbers with a fraction become float32: F16 and BF16 exactly, F64 rounded to
 * the nearest. Integers become int32, exactly or not at all.
 */

const [leastInteger, greatestInteger] = [-(2 ** 31), 2 ** 31 - 1];

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The value of IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
export function halfOf(bits: number): number {
  const sign = bits >>> 15 === 1 ? -1 : 1;
  const [exponent, fraction] = [(bits >>> 10) & 0x1f, bits & 0x3ff];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A type whose numbers become float32. */
function real(code: string, width: number, at: (view: DataView, place: number) => number): ReadType {
  return {
    code,
    dtype: 'float32',
    width,
    valuesOf: (bytes, refuse) => {
      const view = viewOf(bytes);
      return Float32Array.from({ length: bytes.length / width }, (_, i) => {
        const value = at(view, i * width);
        const stored = Math.fround(value);
        if (Math.abs(stored) === Infinity && Number.isFinite(value)) refuse(`${value}, beyond float32`);
        return stored;
      });
    },
  };
}

/** A type whose numbers become int32. */
function integer(code: string, width: number, at: (view: DataView, place: number) => number | bigint): ReadType {
  return {
    code,
    dtype: 'int32',
    width,
    valuesOf: (bytes, refuse) => {
      const view = viewOf(bytes);
      return Int32Array.from({ length: bytes.length / width }, (_, i) => {
        const value = at(view, i * width);
        if (value < leastInteger || value > greatestInteger) refuse(`${value}, beyond int32`);
        return Number(value);
      });
    },
  };
}

/** BF16 is the upper half of float32. */
function brain(view: DataView, place: number): number {
  const bits = new DataView(new ArrayBuffer(4));
  bits.setUint32(0, view.getUint16(place, true) * 65536);
  return bits.getFloat32(0);
}

/** What is read besides the types of our own checkpoints. */
export const convertedTypes: readonly ReadType[] = [
  real('F64', 8, (view, place) => view.getFloat64(place, true)),
  real('F16', 2, (view, place) => halfOf(view.getUint16(place, true))),
  real('BF16', 2, brain),
  integer('I64', 8, (view, place) => view.getBigInt64(place, true)),
  integer('U64', 8, (view, place) => view.getBigUint64(place, true)),
  integer('U32', 4, (view, place) => view.getUint32(place, true)),
  integer('I16', 2, (view, place) => view.getInt16(place, true)),
  integer('U16', 2, (view, place) => view.getUint16(place, true)),
  integer('I8', 1, (view, place) => view.getInt8(place)),
  integer('U8', 1, (view, place) => view.getUint8(place)),
];
