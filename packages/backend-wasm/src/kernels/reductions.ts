import * as tf from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { emitReduceColumns, emitReduceRows, reducedShape, reducePasses } from '@innerloop/codegen';
import type { ReducePass, Reduction, WasmFunction } from '@innerloop/codegen';
import type { Runtime } from '../runtime/runtime.js';
import { ShapeCache } from '../runtime/shape-cache.js';
import type { FastKernel } from './fast-kernel.js';
import { share } from './identity.js';

interface ReducePlan {
  readonly shape: readonly number[];
  readonly passes: readonly ReducePass[];
  /** Number of elements put together in each result. */
  readonly count: number;
  readonly empty: boolean;
}

function planFor(shape: number[], axis: readonly number[], keepDims: boolean): ReducePlan {
  const axes = tf.util.parseAxisParam([...axis], shape);
  const out = reducedShape(shape, axes, keepDims);
  const [all, left] = [tf.util.sizeFromShape(shape), tf.util.sizeFromShape(out)];
  return { shape: out, passes: reducePasses(shape, axes), count: all / Math.max(1, left), empty: all === 0 };
}

type PassRunner = (pass: ReducePass, from: number, to: number, divisor: number) => void;

function passRunner(runtime: Runtime, reduction: Reduction): PassRunner {
  const rows: WasmFunction = runtime.compile(emitReduceRows(reduction));
  const columns: WasmFunction = runtime.compile(emitReduceColumns(reduction));
  return ({ outer, reduced, inner }, from, to, divisor) => {
    if (inner === 1) columns(from, to, outer, reduced, divisor);
    else rows(from, to, outer, reduced, inner, divisor);
  };
}

/** All passes but the last go to the work area; each writes no further than it has read, so one area serves them all. */
function runPasses(
  runtime: Runtime,
  run: PassRunner,
  passes: readonly ReducePass[],
  from: number,
  to: number,
  divisor: number,
): void {
  const last = passes.length - 1;
  const [first] = passes;
  const area = last > 0 && first !== undefined ? runtime.scratch(first.outer * first.inner * 4) : 0;
  passes.forEach((pass, at) => run(pass, at === 0 ? from : area, at === last ? to : area, at === last ? divisor : 1));
}

/** What a reduction of nothing is on the cpu backend; the stock wasm kernels leave their output as they found it. */
const ofNothing: Readonly<Record<Reduction, number>> = { add: 0, mul: 1, max: NaN, min: NaN };

function emptyReduction({ backend }: Runtime, shape: readonly number[], how: Reduction): TensorInfo {
  const out = backend.makeOutput(shape.slice(), 'float32');
  backend.typedArrayFromHeap(out).fill(ofNothing[how]);
  return out;
}

function reduction(name: string, how: Reduction, axesName: 'axis' | 'reductionIndices', mean: boolean): FastKernel {
  return {
    name,
    create(runtime, stock) {
      const run = passRunner(runtime, how);
      const plans = new ShapeCache<ReducePlan>();
      return (call) => {
        const { x } = call.inputs as { readonly x: TensorInfo };
        if (x.dtype !== 'float32') return stock(call);
        const attrs = call.attrs as unknown as { readonly keepDims?: boolean } & Readonly<
          Record<typeof axesName, number | number[] | null>
        >;
        const given = attrs[axesName] ?? x.shape.map((_, axis) => axis);
        const axis = typeof given === 'number' ? [given] : given;
        const keepDims = attrs.keepDims === true;
        const plan = plans.of(x.shape, axis, keepDims ? 1 : 0, () => planFor(x.shape, axis, keepDims));
        if (plan.empty) return emptyReduction(runtime, plan.shape, how);
        if (plan.passes.length === 0) return { ...share(runtime, x), shape: plan.shape.slice() };
        const out = runtime.backend.makeOutput(plan.shape.slice(), 'float32');
        runPasses(runtime, run, plan.passes, runtime.address(x), runtime.address(out), mean ? plan.count : 1);
        return out;
      };
    },
  };
}

/** Sums, means, products and extrema over any axes, read in the order of memory: nothing is transposed first. */
export const reductionKernels: readonly FastKernel[] = [
  reduction(tf.Sum, 'add', 'axis', false),
  reduction(tf.Mean, 'add', 'axis', true),
  reduction(tf.Max, 'max', 'reductionIndices', false),
  reduction(tf.Min, 'min', 'axis', false),
  reduction(tf.Prod, 'mul', 'axis', false),
];
