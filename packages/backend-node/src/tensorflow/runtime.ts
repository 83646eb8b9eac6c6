import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { Attribute, TensorflowBackend } from './backend.js';
import type { Constants } from './constants.js';
import { constantsOf } from './constants.js';
import type { OwnedData } from './owned-data.js';
import { ownedDataOf } from './owned-data.js';

/** What kernels are made of: TensorFlow's operations, and constants for their shapes and axes. */
export type Runtime = {
  readonly backend: TensorflowBackend;
  readonly owned: OwnedData;
  readonly constants: Constants;
  /** Runs an operation of one output. What it gives belongs to the caller. */
  readonly run: (operation: string, inputs: readonly TensorInfo[], attributes?: readonly Attribute[]) => Tensor;
  /** The same data in another shape, without a copy. */
  readonly reshape: (x: TensorInfo, shape: readonly number[]) => Tensor;
  readonly flag: (name: string, value: boolean) => Attribute;
};

const noAttributes: readonly Attribute[] = [];

export function createRuntime(backend: TensorflowBackend): Runtime {
  const owned = ownedDataOf(backend);
  const constants = constantsOf(owned);
  const run: Runtime['run'] = (operation, inputs, attributes = noAttributes) =>
    backend.executeSingleOutput(operation, attributes, inputs);
  return {
    backend,
    owned,
    constants,
    run,
    reshape: (x, shape) => run('Reshape', [x, constants.vector(shape)]),
    flag: (name, value) => ({ name, type: backend.binding.TF_ATTR_BOOL, value }),
  };
}
