import * as tf from '@tensorflow/tfjs-core';
import type { KernelFunc, ScatterNdAttrs, Tensor, TensorInfo, UnsortedSegmentSumAttrs } from '@tensorflow/tfjs-core';
import { emitScatterAdd } from '@innerloop/codegen';
import type { WasmFunction } from '@innerloop/codegen';
import type { Runtime } from '../../runtime/runtime.js';
import type { FastKernel, NewKernel } from '../fast-kernel.js';
import { expectPlaces } from './places.js';

/** How updates lie: one row for each index, added to the row that it names. */
interface Rows {
  readonly updates: TensorInfo;
  readonly indices: TensorInfo;
  readonly rows: number;
  readonly inner: number;
}

function scatterAdd(
  runtime: Runtime,
  run: WasmFunction,
  shape: number[],
  { updates, indices, rows, inner }: Rows,
): TensorInfo {
  const out = runtime.backend.makeOutput(shape, 'float32');
  runtime.backend.typedArrayFromHeap(out).fill(0);
  const count = tf.util.sizeFromShape(indices.shape);
  if (count * rows * inner > 0) {
    const addresses = [updates, indices, out].map((tensor) => runtime.address(tensor));
    run(...addresses, count, rows, inner);
  }
  return out;
}

/** Rows added up at the places that they are for: the transpose of a gather of rows. Places of more than one coordinate are the stock kernel's. */
export const scatterNd: FastKernel = {
  name: tf.ScatterNd,
  create(runtime, stock) {
    const run = runtime.compile(emitScatterAdd());
    return (call) => {
      const { indices, updates } = call.inputs as { readonly indices: Tensor; readonly updates: Tensor };
      const { shape } = call.attrs as unknown as ScatterNdAttrs;
      const one = indices.shape.length === 2 && indices.shape[1] === 1;
      if (!one || indices.dtype !== 'int32' || updates.dtype !== 'float32') return stock(call);
      tf.scatter_util.validateInput(updates, indices, shape);
      const rows = shape[0] ?? 0;
      expectPlaces('ScatterNd', runtime.backend.typedArrayFromHeap(indices), rows);
      const inner = tf.util.sizeFromShape(shape.slice(1));
      return scatterAdd(runtime, run, shape.slice(), { updates, indices, rows, inner });
    };
  },
};

/** Sums of the parts of a tensor that belong together; a negative segment is left out. TensorFlow.js' wasm backend lacks it. */
export const unsortedSegmentSum: NewKernel = {
  name: tf.UnsortedSegmentSum,
  create(runtime): KernelFunc {
    const run = runtime.compile(emitScatterAdd());
    return ({ inputs, attrs }) => {
      const { x, segmentIds } = inputs as { readonly x: Tensor; readonly segmentIds: Tensor };
      const { numSegments } = attrs as unknown as UnsortedSegmentSumAttrs;
      const ids = tf.util.sizeFromShape(segmentIds.shape);
      const rest = x.shape.slice(segmentIds.shape.length);
      const sums = (floats: TensorInfo): TensorInfo =>
        scatterAdd(runtime, run, [numSegments, ...rest], {
          updates: floats,
          indices: segmentIds,
          rows: numSegments,
          inner: ids === 0 ? 0 : tf.util.sizeFromShape(x.shape) / ids,
        });
      if (x.dtype === 'float32') return sums(x);
      return tf.tidy(() => {
        const found = tf.engine().makeTensorFromTensorInfo(sums(tf.cast(x, 'float32')));
        return tf.cast(found, x.dtype);
      });
    };
  },
};
