import { constant, iota, uniform } from '../../build/constants.js';
import type { DType } from '../../graph/node.js';
import type { Lowering, Lowerings } from '../kernel-call.js';
import { operand, refuse } from '../kernel-call.js';

const everywhere =
  (value: number): Lowering =>
  (call) => {
    const { shape, dtype } = operand(call, 'x');
    return uniform(call.graph, value, shape, dtype);
  };

const fill: Lowering = (call) => {
  const { shape, value, dtype } = call.attrs as { shape: number[]; value: number; dtype?: DType | 'string' };
  if (typeof value !== 'number' || dtype === 'string') return refuse(call, 'of texts');
  return uniform(call.graph, value, [...shape], dtype ?? 'float32');
};

const range: Lowering = (call) => {
  const { start, stop, step, dtype } = call.attrs as Record<'start' | 'stop' | 'step', number> & { dtype: DType };
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (start === 0 && step === 1) return iota(call.graph, count, 1, dtype);
  const values = Array.from({ length: count }, (_, at) => start + at * step);
  const typed = dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values);
  return constant(call.graph, typed, [count], dtype);
};

const linSpace: Lowering = (call) => {
  const { start, stop, num } = call.attrs as Record<'start' | 'stop' | 'num', number>;
  const step = (stop - start) / Math.max(1, num - 1);
  const values = Float32Array.from({ length: num }, (_, at) => start + at * step);
  return constant(call.graph, values, [num], 'float32');
};

/** Tensors from nothing. */
export const creation: Lowerings = {
  Fill: fill,
  ZerosLike: everywhere(0),
  OnesLike: everywhere(1),
  Range: range,
  LinSpace: linSpace,
};
