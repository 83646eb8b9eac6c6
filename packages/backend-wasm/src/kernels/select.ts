import * as tf from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { emitSelect } from '@innerloop/codegen';
import type { Runtime } from '../runtime/runtime.js';
import type { FastKernel } from './fast-kernel.js';
import { isWord } from './views/view-kernel.js';

interface Choice {
  readonly condition: TensorInfo;
  readonly t: TensorInfo;
  readonly e: TensorInfo;
}

/** Truth values by a condition for each row, as the other backends have it: a row is filled with the one element of its number. */
function selectRows({ backend }: Runtime, { condition, t, e }: Choice): TensorInfo {
  const out = backend.makeOutput(t.shape, t.dtype);
  const [chosen, yes, no, values] = [condition, t, e, out].map((tensor) => backend.typedArrayFromHeap(tensor));
  if (chosen === undefined || yes === undefined || no === undefined || values === undefined) return out;
  const width = values.length / Math.max(1, chosen.length);
  for (let at = 0; at < values.length; at++) {
    const row = Math.floor(at / width);
    values[at] = (chosen[row] === 0 ? no[row] : yes[row]) as number;
  }
  return out;
}

/**
 * `condition ? t : e` over tensors of one shape; numbers by a condition for each row are the stock kernel's.
 * Truth values are not: it writes four bytes for each, beyond the end of its output.
 */
export const select: FastKernel = {
  name: tf.Select,
  create(runtime, stock) {
    const [words, truths] = [runtime.compile(emitSelect('words')), runtime.compile(emitSelect('truths'))];
    return (call) => {
      const { condition, t, e } = call.inputs as unknown as Choice;
      const alike = tf.util.arraysEqual(condition.shape, t.shape) && tf.util.arraysEqual(t.shape, e.shape);
      const run = t.dtype === 'bool' ? truths : isWord(t.dtype) ? words : undefined;
      if (run === undefined || condition.dtype !== 'bool' || e.dtype !== t.dtype) return stock(call);
      if (!alike) return run === truths ? selectRows(runtime, { condition, t, e }) : stock(call);
      const out = runtime.backend.makeOutput(t.shape, t.dtype);
      const addresses = [condition, t, e, out].map((tensor) => runtime.address(tensor));
      run(...addresses, tf.util.sizeFromShape(t.shape));
      return out;
    };
  },
};
