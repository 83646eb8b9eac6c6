import * as tf from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { binaryOperations, emitBinary, logicOperations, planBroadcast, preluOperation } from '@innerloop/codegen';
import type { BroadcastPlan, ElementKernel, InnerPattern, WasmFunction } from '@innerloop/codegen';
import { ShapeCache } from '../runtime/shape-cache.js';
import type { FastKernel } from './fast-kernel.js';

interface Walk {
  readonly run: WasmFunction;
  readonly plan: BroadcastPlan;
}

/** What the operands are called, of which type they are, and how many bytes each element of theirs has. */
interface Operands {
  readonly names: readonly [string, string];
  readonly type: 'float32' | 'bool';
}

const floats: Operands = { names: ['a', 'b'], type: 'float32' };
const truths: Operands = { names: ['a', 'b'], type: 'bool' };

function binary(name: string, { loop, dtype }: ElementKernel, { names, type }: Operands): FastKernel {
  return {
    name,
    create(runtime, stock) {
      const functions = new Map<InnerPattern, WasmFunction>();
      const walks = new ShapeCache<Walk | undefined>();
      const functionFor = (pattern: InnerPattern): WasmFunction => {
        const run = functions.get(pattern) ?? runtime.compile(emitBinary(loop, pattern));
        functions.set(pattern, run);
        return run;
      };
      const prepare = (a: number[], b: number[]): Walk | undefined => {
        const plan = planBroadcast(a, b, tf.broadcast_util.assertAndGetBroadcastShape(a, b), type === 'bool' ? 1 : 4);
        return plan === undefined ? undefined : { plan, run: functionFor(plan.pattern) };
      };
      return (call) => {
        const [a, b] = [call.inputs[names[0]], call.inputs[names[1]]] as [TensorInfo, TensorInfo];
        if (a.dtype !== type || b.dtype !== type) return stock(call);
        const walk = walks.of(a.shape, b.shape, 0, () => prepare(a.shape, b.shape));
        if (walk === undefined) return stock(call);
        const { plan, run } = walk;
        const out = runtime.backend.makeOutput(plan.shape.slice(), dtype);
        if (plan.size > 0) run(runtime.address(a), runtime.address(b), runtime.address(out), ...plan.walk);
        return out;
      };
    },
  };
}

/** Arithmetic, comparisons and logic of two operands with broadcasting, walked in place: nothing is repeated in memory. */
export const binaryKernels: readonly FastKernel[] = [
  ...Object.entries(binaryOperations).map(([name, operation]) => binary(name, operation, floats)),
  ...Object.entries(logicOperations).map(([name, operation]) => binary(name, operation, truths)),
  binary(tf.Prelu, preluOperation, { names: ['x', 'alpha'], type: 'float32' }),
];
