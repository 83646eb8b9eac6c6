import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorflowBackend } from './backend.js';

/** Data that kernels keep for themselves: no tensor of TensorFlow.js holds them, so they count as none. */
export type OwnedData = {
  /** Keeps int32 numbers until they are released. */
  readonly upload: (values: Int32Array, shape: readonly number[]) => TensorInfo;
  readonly release: (data: TensorInfo) => void;
  /** How many there are. */
  readonly count: () => number;
};

export function ownedDataOf(backend: TensorflowBackend): OwnedData {
  let count = 0;
  return {
    upload: (values, given) => {
      const shape = [...given];
      count += 1;
      return { dataId: backend.write(values, shape, 'int32'), shape, dtype: 'int32' };
    },
    release: ({ dataId }) => {
      if (backend.disposeData(dataId, true)) count -= 1;
    },
    count: () => count,
  };
}
