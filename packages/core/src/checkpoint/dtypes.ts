import type { DataTypeMap } from '@tensorflow/tfjs-core';

/** How one type of tensor is read. All platforms of TensorFlow.js are little-endian, as the format is. */
export interface ReadType {
  /** Its name in the file. */
  readonly code: string;
  readonly dtype: 'float32' | 'int32' | 'bool';
  /** Bytes a number. */
  readonly width: number;
  /** The values of a copy of these bytes; `refuse` throws an error of the tensor that holds such a number. */
  valuesOf(bytes: Uint8Array, refuse: (number: string) => never): DataTypeMap['float32' | 'int32' | 'bool'];
}

/** How one type of tensor is stored, bit for bit. */
export interface StoredType extends ReadType {
  bytesOf(values: ArrayLike<number>): Uint8Array;
}

/** Some backends keep int32 and bool values in arrays of another type. */
type NumberArray = Float32Array | Int32Array | Uint8Array;
const viewed = (values: NumberArray): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Not `slice`, which gives a view of the same memory if the bytes are a Node Buffer. */
const copied = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes);

/** The types that a checkpoint can hold, wider ones first: stored in this order they are aligned. */
export const storedTypes: readonly StoredType[] = [
  {
    code: 'F32',
    dtype: 'float32',
    width: 4,
    bytesOf: (values) => viewed(values instanceof Float32Array ? values : Float32Array.from(values)),
    valuesOf: (bytes) => new Float32Array(copied(bytes).buffer),
  },
  {
    code: 'I32',
    dtype: 'int32',
    width: 4,
    bytesOf: (values) => viewed(values instanceof Int32Array ? values : Int32Array.from(values)),
    valuesOf: (bytes) => new Int32Array(copied(bytes).buffer),
  },
  {
    code: 'BOOL',
    dtype: 'bool',
    width: 1,
    bytesOf: (values) => viewed(values instanceof Uint8Array ? values : Uint8Array.from(values)),
    valuesOf: copied,
  },
];
