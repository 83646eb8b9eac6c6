import { CompileError } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { BackendValues, DataId, DataType, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { constant } from '../build/constants.js';
import type { Graph } from '../graph/graph.js';
import type { DType, Node } from '../graph/node.js';
import { UnknownKernelError } from './errors.js';
import { placeOf, userCall } from './user-line.js';

const known: readonly string[] = ['float32', 'int32', 'bool'] satisfies readonly DType[];

/** Values as a constant. They are copied: whoever wrote them may change them. */
export function constantOf(graph: Graph, values: BackendValues, shape: readonly number[], dtype: DataType): Node {
  if (!known.includes(dtype)) throw new UnknownKernelError(`${dtype} tensor`, userCall().line);
  const numbers = values as ArrayLike<number>;
  const copy = dtype === 'float32' ? Float32Array.from(numbers) : Int32Array.from(numbers);
  return constant(graph, copy, [...shape], dtype as DType);
}

/** Some engines hand values out by promise only. */
function read(backend: KernelBackend, dataId: DataId): BackendValues {
  try {
    return backend.readSync(dataId);
  } catch (cause) {
    throw new CompileError(
      `compile: the function captures a tensor${placeOf(userCall())} whose engine does not give its values at once. Pass it as an argument.`,
      { cause },
    );
  }
}

/** The values of a tensor of another engine, read there and left there. */
export function captured(graph: Graph, { dataId, shape, dtype }: TensorInfo): Node {
  const info = tf.engine().state.tensorInfo.get(dataId);
  if (info === undefined) {
    throw new CompileError(
      `compile: the function uses a tensor${placeOf(userCall())} that was disposed of. Keep what it captures, or pass it as an argument.`,
    );
  }
  return constantOf(graph, read(info.backend, dataId), shape, dtype);
}
