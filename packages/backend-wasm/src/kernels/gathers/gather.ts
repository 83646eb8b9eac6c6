import * as tf from '@tensorflow/tfjs-core';
import type { GatherV2Attrs, TensorInfo } from '@tensorflow/tfjs-core';
import { emitGather } from '@innerloop/codegen';
import type { FastKernel } from '../fast-kernel.js';
import { isWord } from '../views/view-kernel.js';
import { expectPlaces } from './places.js';

/** Parts of a tensor along an axis, by their places, batch axes in step. */
export const gather: FastKernel = {
  name: tf.GatherV2,
  create(runtime, stock) {
    const run = runtime.compile(emitGather());
    const { collectGatherOpShapeInfo } = tf.backend_util.segment_util;
    return (call) => {
      const { x, indices } = call.inputs as { readonly x: TensorInfo; readonly indices: TensorInfo };
      if (!isWord(x.dtype) || indices.dtype !== 'int32') return stock(call);
      const { axis, batchDims } = call.attrs as unknown as GatherV2Attrs;
      const along = tf.util.parseAxisParam(axis, x.shape)[0] ?? 0;
      const info = collectGatherOpShapeInfo(x, indices, along, batchDims);
      const { batchSize, outerSize, dimSize, sliceSize, outputShape } = info;
      expectPlaces('GatherV2', runtime.backend.typedArrayFromHeap(indices), dimSize);
      const out = runtime.backend.makeOutput(outputShape, x.dtype);
      if (tf.util.sizeFromShape(outputShape) > 0) {
        const taken = tf.util.sizeFromShape(indices.shape) / batchSize;
        const addresses = [x, indices, out].map((tensor) => runtime.address(tensor));
        run(...addresses, batchSize, outerSize, taken, dimSize, sliceSize);
      }
      return out;
    };
  },
};
