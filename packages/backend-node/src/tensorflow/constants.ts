import type { TensorInfo } from '@tensorflow/tfjs-core';
import { Generations } from './generations.js';
import type { OwnedData } from './owned-data.js';

/** Constants that are kept by shape and value, so that a call uploads none. */
export type Constants = {
  /** An int32 vector: axes, a shape, a permutation, where a slice begins. */
  readonly vector: (values: readonly number[]) => TensorInfo;
  /** An int32 matrix of two columns: paddings. */
  readonly pairs: (values: readonly (readonly number[])[]) => TensorInfo;
  /** An int32 number. */
  readonly scalar: (value: number) => TensorInfo;
};

/** Constants kept: a few numbers each. */
const keptAtMost = 4096;

export function constantsOf({ upload, release }: OwnedData): Constants {
  const kept = new Generations<TensorInfo>(keptAtMost, release);
  const constant = (kind: string, values: readonly number[], shape: readonly number[]): TensorInfo =>
    kept.of(kind + values.join(), () => upload(Int32Array.from(values), shape));
  return {
    vector: (values) => constant('v', values, [values.length]),
    pairs: (values) => constant('p', values.flat(), [values.length, 2]),
    scalar: (value) => constant('s', [value], []),
  };
}
