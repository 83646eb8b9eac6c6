import * as tf from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { emitUnary } from './elementwise/emit-binary.js';
import { unaryOperations } from './elementwise/operations.js';
import type { ElementKernel } from './elementwise/operations.js';
import type { FastKernel } from './fast-kernel.js';

/** A Step with a slope below zero is another function. */
function isPlain(attrs: object | undefined): boolean {
  const { alpha = 0 } = (attrs ?? {}) as { readonly alpha?: number };
  return alpha === 0;
}

function unary(name: string, { loop, dtype }: ElementKernel): FastKernel {
  return {
    name,
    create(runtime, stock) {
      const run = runtime.compile(emitUnary(loop));
      return (call) => {
        const { x } = call.inputs as { readonly x: TensorInfo };
        if (x.dtype !== 'float32' || !isPlain(call.attrs)) return stock(call);
        const out = runtime.backend.makeOutput(x.shape, dtype);
        run(runtime.address(x), runtime.address(out), tf.util.sizeFromShape(x.shape));
        return out;
      };
    },
  };
}

/** Functions of one operand. */
export const unaryKernels: readonly FastKernel[] = Object.entries(unaryOperations).map(([name, operation]) =>
  unary(name, operation),
);
