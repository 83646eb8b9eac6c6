import type { Tensor } from '@tensorflow/tfjs-core';

/** A copy of a tensor's bytes. */
export function bytesOf(tensor: Tensor): Uint8Array {
  const data = tensor.dataSync();
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
}

/** Whether two arrays of bytes are the same: 0 and −0 differ, a NaN equals its like. */
export const sameBytes = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && left.every((byte, i) => byte === right[i]);
