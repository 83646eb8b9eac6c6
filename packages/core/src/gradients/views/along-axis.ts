import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Entries `[start, start + size)` along an axis. */
export const sliceAxis = (x: Tensor, axis: number, start: number, size: number): Tensor =>
  tf.slice(
    x,
    x.shape.map((_, i) => (i === axis ? start : 0)),
    x.shape.map((length, i) => (i === axis ? size : length)),
  );

/** Zeros before and after, along an axis. */
export const padAxis = (x: Tensor, axis: number, before: number, after: number): Tensor =>
  tf.pad(
    x,
    x.shape.map((_, i): [number, number] => (i === axis ? [before, after] : [0, 0])),
  );
