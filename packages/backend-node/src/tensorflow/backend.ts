import type { KernelBackend, Tensor, TensorInfo } from '@tensorflow/tfjs-core';

/** An attribute of a TensorFlow operation. Types of inputs need none: TensorFlow infers them. */
export type Attribute = {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number | string | readonly number[];
};

/** The numbers that stand for kinds of attributes. */
export type AttributeKinds = {
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_STRING: number;
};

/** The part of tfjs-node's backend that we use. */
export type TensorflowBackend = KernelBackend & {
  readonly binding: AttributeKinds;
  readonly isGPUPackage: boolean;
  readonly isUsingGpuDevice: boolean;
  /** Runs a TensorFlow operation of one output. */
  executeSingleOutput(name: string, attributes: readonly Attribute[], inputs: readonly TensorInfo[]): Tensor;
};
