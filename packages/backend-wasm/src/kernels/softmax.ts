import * as tf from '@tensorflow/tfjs-core';
import type { SoftmaxAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { emitSoftmax } from '@innerloop/codegen';
import type { FastKernel } from './fast-kernel.js';

/** Rows of so many entries and more the stock kernel takes faster. */
const longRow = 16;

/** Softmax along short rows, such as the classes of a task. */
export const softmax: FastKernel = {
  name: tf.Softmax,
  create(runtime, stock) {
    const run = runtime.compile(emitSoftmax());
    return (call) => {
      const { logits } = call.inputs as { readonly logits: TensorInfo };
      const { shape, dtype } = logits;
      const { dim } = call.attrs as unknown as SoftmaxAttrs;
      const last = dim === shape.length - 1 || dim === -1;
      const columns = shape.at(-1) ?? 1;
      if (!last || columns >= longRow || dtype !== 'float32') return stock(call);
      const out = runtime.backend.makeOutput(shape, dtype);
      const size = tf.util.sizeFromShape(shape);
      if (size > 0) run(runtime.address(logits), runtime.address(out), size / columns, columns);
      return out;
    };
  },
};
