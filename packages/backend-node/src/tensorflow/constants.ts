import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorflowBackend } from './backend.js';
import { Generations } from './generations.js';

/** Constants that are kept by shape and value, so that a call uploads none. They are the backend's own: no tensor of TensorFlow.js, no leak. */
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

export function constantsOf(backend: TensorflowBackend): Constants {
  const kept = new Generations<TensorInfo>(keptAtMost, ({ dataId }) => backend.disposeData(dataId, true));
  const upload = (values: readonly number[], shape: number[]): TensorInfo => ({
    dataId: backend.write(Int32Array.from(values), shape, 'int32'),
    shape,
    dtype: 'int32',
  });
  return {
    vector: (values) => kept.of(`v${values.join()}`, () => upload(values, [values.length])),
    pairs: (values) => kept.of(`p${values.join()}`, () => upload(values.flat(), [values.length, 2])),
    scalar: (value) => kept.of(`s${value}`, () => upload([value], [])),
  };
}
