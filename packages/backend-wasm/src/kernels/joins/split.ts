import * as tf from '@tensorflow/tfjs-core';
import type { SplitVAttrs, TensorInfo, UnpackAttrs } from '@tensorflow/tfjs-core';
import type { FastKernel } from '../fast-kernel.js';
import type { Runtime } from '../../runtime/runtime.js';
import { planSlice } from '../views/views.js';
import { isWord, viewCopier } from '../views/view-kernel.js';

type Split = (x: TensorInfo, axis: number, sizes: readonly number[]) => TensorInfo[] | undefined;

/** Parts a tensor along an axis; undefined where a part interleaves in too many axes. */
function splitter(runtime: Runtime): Split {
  const copy = viewCopier(runtime, (shape, numbers) =>
    planSlice(shape, numbers.slice(0, shape.length), numbers.slice(shape.length)),
  );
  return (x, axis, sizes) => {
    const parts: TensorInfo[] = [];
    let start = 0;
    for (const size of sizes) {
      const begin = x.shape.map((_, i) => (i === axis ? start : 0));
      const part = copy(x, [...begin, ...x.shape.map((length, i) => (i === axis ? size : length))]);
      if (part === undefined) return undefined;
      parts.push(part);
      start += size;
    }
    return parts;
  };
}

/** Parts of given sizes along an axis. */
const splitV: FastKernel = {
  name: tf.SplitV,
  create(runtime, stock) {
    const split = splitter(runtime);
    return (call) => {
      const { x } = call.inputs as { readonly x: TensorInfo };
      if (!isWord(x.dtype)) return stock(call);
      const { numOrSizeSplits, axis } = call.attrs as unknown as SplitVAttrs;
      const at = tf.util.parseAxisParam(axis, x.shape)[0] ?? 0;
      return split(x, at, tf.backend_util.prepareSplitSize(x, numOrSizeSplits, at)) ?? stock(call);
    };
  },
};

/** Parts of one place along an axis, without that axis. */
const unpack: FastKernel = {
  name: tf.Unpack,
  create(runtime, stock) {
    const split = splitter(runtime);
    return (call) => {
      const { value } = call.inputs as { readonly value: TensorInfo };
      if (!isWord(value.dtype)) return stock(call);
      const given = (call.attrs as unknown as UnpackAttrs).axis;
      const axis = given < 0 ? given + value.shape.length : given;
      const parts = split(value, axis, new Array<number>(value.shape[axis] ?? 0).fill(1));
      const shape = value.shape.filter((_, i) => i !== axis);
      return parts?.map((part) => ({ ...part, shape: shape.slice() })) ?? stock(call);
    };
  },
};

/** A tensor parted along an axis, each part copied straight from it. */
export const splitKernels: readonly FastKernel[] = [splitV, unpack];
