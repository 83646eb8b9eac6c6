import * as tf from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { emitView } from '@innerloop/codegen';
import type { ViewPattern, ViewPlan, WasmFunction } from '@innerloop/codegen';
import type { Runtime } from '../../runtime/runtime.js';
import { ShapeCache } from '../../runtime/shape-cache.js';
import { share } from '../identity.js';

/** A kernel that copies a view: how its attributes are listed, and what they and the shape make of it. */
export interface ViewKernel {
  readonly name: string;
  readonly numbers: (x: TensorInfo, attrs: object) => number[];
  readonly plan: (shape: number[], numbers: readonly number[]) => ViewPlan | undefined;
}

/** Copies views of tensors; undefined when the view interleaves in more axes than are emitted. */
export type CopyView = (x: TensorInfo, numbers: readonly number[]) => TensorInfo | undefined;

interface View {
  readonly plan: ViewPlan;
  readonly run: WasmFunction;
  /** All elements in the order of memory: the data are shared, not copied. */
  readonly whole: boolean;
}

/** Types of four bytes an element, which a view copies alike. */
export const isWord = (dtype: string): boolean => dtype === 'float32' || dtype === 'int32';

const compiled = new WeakMap<Runtime, Map<ViewPattern, WasmFunction>>();

function functionFor(runtime: Runtime, pattern: ViewPattern): WasmFunction {
  const functions = compiled.get(runtime) ?? new Map<ViewPattern, WasmFunction>();
  compiled.set(runtime, functions);
  const run = functions.get(pattern) ?? runtime.compile(emitView(pattern));
  functions.set(pattern, run);
  return run;
}

function prepare(runtime: Runtime, plan: ViewPlan | undefined, shape: number[]): View | undefined {
  if (plan === undefined) return undefined;
  const { pattern, size, walk, offset } = plan;
  const whole = pattern === 'row' && offset === 0 && walk[0] === size && size === tf.util.sizeFromShape(shape);
  return { plan, run: functionFor(runtime, pattern), whole };
}

/** Copies views of one kind, each planned once for a shape and the numbers that say which view it is. */
export function viewCopier(runtime: Runtime, plan: ViewKernel['plan']): CopyView {
  const views = new ShapeCache<View | undefined>();
  return (x, numbers) => {
    const found = views.of(x.shape, numbers, 0, () => prepare(runtime, plan(x.shape, numbers), x.shape));
    if (found === undefined) return undefined;
    const shape = found.plan.shape.slice();
    if (found.whole) return { ...share(runtime, x), shape };
    const out = runtime.backend.makeOutput(shape, x.dtype);
    if (found.plan.size > 0)
      found.run(runtime.address(x) + found.plan.offset, runtime.address(out), ...found.plan.walk);
    return out;
  };
}
