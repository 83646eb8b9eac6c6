import * as tf from '@tensorflow/tfjs-core';
import type { SliceAttrs, TensorInfo, TileAttrs, TransposeAttrs } from '@tensorflow/tfjs-core';
import { emitView, planView, stridesOf } from '@innerloop/codegen';
import type { ViewPattern, ViewPlan, WasmFunction } from '@innerloop/codegen';
import { ShapeCache } from '../runtime/shape-cache.js';
import type { FastKernel } from './fast-kernel.js';

/** A kernel that copies a view: how its attributes are listed, and what they and the shape make of it. */
interface ViewKernel {
  readonly name: string;
  readonly numbers: (x: TensorInfo, attrs: object) => number[];
  readonly plan: (shape: number[], numbers: readonly number[]) => ViewPlan | undefined;
}

/** Numbers: where the slice begins, then its size, along each axis. */
const slice: ViewKernel = {
  name: tf.Slice,
  numbers: (x, attrs) => {
    const { begin, size } = attrs as SliceAttrs;
    const [from, extent] = tf.slice_util.parseSliceParams(x, begin, size) as [number[], number[]];
    tf.slice_util.assertParamsValid(x, from, extent);
    return [...from, ...extent];
  },
  plan: (shape, numbers) => {
    const [begin, size] = [numbers.slice(0, shape.length), numbers.slice(shape.length)];
    const strides = stridesOf(shape);
    const offset = begin.reduce((sum, place, axis) => sum + place * (strides[axis] ?? 0), 0);
    const axes = size.map((extent, axis) => ({ size: extent, stride: strides[axis] ?? 0 }));
    return planView(size, axes, offset);
  },
};

/** Numbers: how often each axis is repeated. */
const tile: ViewKernel = {
  name: tf.Tile,
  numbers: (_x, attrs) => (attrs as TileAttrs).reps,
  plan: (shape, reps) => {
    const strides = stridesOf(shape);
    const out = shape.map((size, axis) => size * (reps[axis] ?? 1));
    const axes = shape.flatMap((size, axis) => [
      { size: reps[axis] ?? 1, stride: 0 },
      { size, stride: strides[axis] ?? 0 },
    ]);
    return planView(out, axes);
  },
};

/** Numbers: which axis of the source comes at each place. */
const transpose: ViewKernel = {
  name: tf.Transpose,
  numbers: (_x, attrs) => (attrs as TransposeAttrs).perm,
  plan: (shape, perm) => {
    const strides = stridesOf(shape);
    const axes = perm.map((axis) => ({ size: shape[axis] ?? 1, stride: strides[axis] ?? 0 }));
    return planView(
      axes.map(({ size }) => size),
      axes,
    );
  },
};

interface View {
  readonly plan: ViewPlan;
  readonly run: WasmFunction;
}

function view({ name, numbers, plan }: ViewKernel): FastKernel {
  return {
    name,
    create(runtime, stock) {
      const functions = new Map<ViewPattern, WasmFunction>();
      const views = new ShapeCache<View | undefined>();
      const prepare = (shape: number[], listed: readonly number[]): View | undefined => {
        const planned = plan(shape, listed);
        if (planned === undefined) return undefined;
        const run = functions.get(planned.pattern) ?? runtime.compile(emitView(planned.pattern));
        functions.set(planned.pattern, run);
        return { plan: planned, run };
      };
      return (call) => {
        const { x } = call.inputs as { readonly x: TensorInfo };
        if (x.dtype !== 'float32') return stock(call);
        const listed = numbers(x, call.attrs ?? {});
        const found = views.of(x.shape, listed, 0, () => prepare(x.shape, listed));
        if (found === undefined) return stock(call);
        const out = runtime.backend.makeOutput(found.plan.shape.slice(), 'float32');
        if (found.plan.size > 0)
          found.run(runtime.address(x) + found.plan.offset, runtime.address(out), ...found.plan.walk);
        return out;
      };
    },
  };
}

/** Slices, repetitions and transpositions, copied straight from the source; the stock ones read it whole into JavaScript. */
export const viewKernels: readonly FastKernel[] = [slice, tile, transpose].map(view);
