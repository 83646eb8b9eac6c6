import * as tf from '@tensorflow/tfjs-core';
import type { KernelFunc, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { Shape } from '../contracts/tree.js';
import { InvalidDataError } from '../errors.js';

/** Attributes of `tf.cumsum` and `tf.cumprod`. */
export interface CumulativeAttributes {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/**
 * The attributes of a cumulative sum or product with the axis counted from the front. A scalar is taken for a list of one.
 *
 * @throws InvalidDataError for an axis that the tensor does not have
 */
export function cumulativeAttributes(kernel: string, attrs: object, shape: Shape): CumulativeAttributes {
  const given = attrs as { readonly axis?: number; readonly exclusive?: boolean; readonly reverse?: boolean };
  const rank = Math.max(shape.length, 1);
  const { axis: named = 0 } = given;
  const axis = named < 0 ? named + rank : named;
  if (!Number.isInteger(axis) || axis < 0 || axis >= rank) {
    throw new InvalidDataError(
      `${kernel.toLowerCase()}: expected an axis from ${-rank} to ${rank - 1} for the shape [${shape.join(', ')}], got ${named}.`,
    );
  }
  return { axis, exclusive: given.exclusive === true, reverse: given.reverse === true };
}

/** A kernel that was guarded already, by whatever copy of this package. */
type Guarded = KernelFunc & { readonly guarded?: true };

/** A kernel's result as a tensor, which it may be already. */
const asTensor = (made: TensorInfo): Tensor =>
  made instanceof tf.Tensor ? (made as Tensor) : tf.engine().makeTensorFromTensorInfo(made);

/**
 * A kernel of cumulative sums or products that sees tensors of float32 or int32 alone, with at least one element and axis, and an axis
 * counted from the front. Of a scalar it is that of a list of one, of truth values that of 0 and 1.
 *
 * TensorFlow.js hands on whatever it is given: from axes of the end, `cpu` makes a wrong answer or none, and `wasm` reads and writes
 * beyond its tensors.
 *
 * @throws InvalidDataError for an axis that the tensor does not have, and for complex numbers and strings
 */
export function guardedCumulative(kernel: string, stock: KernelFunc): KernelFunc {
  if ((stock as Guarded).guarded === true) return stock;
  const run: KernelFunc = (call) => {
    const x = call.inputs['x'] as Tensor;
    const { shape, dtype } = x;
    const attrs = { ...cumulativeAttributes(kernel, call.attrs ?? {}, shape) };
    if (dtype === 'complex64' || dtype === 'string') {
      throw new InvalidDataError(`${kernel.toLowerCase()}: expected a tensor of numbers, got one of ${dtype}.`);
    }
    const isEmpty = shape.includes(0);
    if (!isEmpty && shape.length > 0 && dtype !== 'bool') return stock({ ...call, attrs });
    return tf.tidy(() => {
      const numbers = dtype === 'bool' ? tf.cast(x, 'int32') : x;
      if (isEmpty) return tf.zeros(shape, numbers.dtype);
      const list = tf.reshape(numbers, shape.length === 0 ? [1] : shape);
      return tf.reshape(asTensor(stock({ ...call, inputs: { x: list }, attrs }) as TensorInfo), shape);
    });
  };
  return Object.assign(run, { guarded: true });
}
