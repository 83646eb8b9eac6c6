import { emitPlace, planView, stridesOf } from '@innerloop/codegen';
import type { ViewPlan, WasmFunction } from '@innerloop/codegen';
import type { Runtime } from '../../runtime/runtime.js';

/** Where a tensor comes to lie inside of another: the plan of the view of the larger one, and the function that fills it. */
export interface Placement {
  readonly plan: ViewPlan;
  readonly run: WasmFunction;
}

type Pattern = Parameters<typeof emitPlace>[0];

const compiled = new WeakMap<Runtime, Map<Pattern, WasmFunction>>();

function functionFor(runtime: Runtime, pattern: Pattern): WasmFunction {
  const functions = compiled.get(runtime) ?? new Map<Pattern, WasmFunction>();
  compiled.set(runtime, functions);
  const run = functions.get(pattern) ?? runtime.compile(emitPlace(pattern));
  functions.set(pattern, run);
  return run;
}

/** The placement of a tensor of a shape from `begin` on, or undefined when it interleaves in more axes than are emitted. */
export function placementOf(
  runtime: Runtime,
  shape: readonly number[],
  outShape: readonly number[],
  begin: readonly number[],
): Placement | undefined {
  const strides = stridesOf(outShape);
  const offset = begin.reduce((sum, place, axis) => sum + place * (strides[axis] ?? 0), 0);
  const axes = shape.map((size, axis) => ({ size, stride: strides[axis] ?? 0 }));
  const plan = planView(shape, axes, offset);
  if (plan === undefined) return undefined;
  return { plan, run: functionFor(runtime, plan.pattern === 'row' ? 'row' : 'column') };
}
