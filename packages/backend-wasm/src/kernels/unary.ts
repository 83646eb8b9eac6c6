import * as tf from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { emitUnary, unaryOperations } from '@innerloop/codegen';
import type { ElementKernel } from '@innerloop/codegen';
import type { FastKernel } from './fast-kernel.js';

const none: readonly number[] = [];

function unary(name: string, { loop, dtype, parameters }: ElementKernel): FastKernel {
  return {
    name,
    create(runtime, stock) {
      const run = runtime.compile(emitUnary(loop, parameters.length));
      return (call) => {
        const { x } = call.inputs as { readonly x: TensorInfo };
        if (x.dtype !== 'float32') return stock(call);
        const attrs = call.attrs as Readonly<Record<string, unknown>>;
        const numbers = parameters.length === 0 ? none : parameters.map((name) => Number(attrs[name] ?? 0));
        const out = runtime.backend.makeOutput(x.shape, dtype);
        run(runtime.address(x), runtime.address(out), tf.util.sizeFromShape(x.shape), ...numbers);
        return out;
      };
    },
  };
}

/** Functions of one operand. */
export const unaryKernels: readonly FastKernel[] = Object.entries(unaryOperations).map(([name, operation]) =>
  unary(name, operation),
);
