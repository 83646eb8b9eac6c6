import * as tf from '@tensorflow/tfjs-core';
import type { BatchMatMulAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { matmulFunction, productOf } from '@innerloop/codegen';
import type { ProductShapes, WasmFunction } from '@innerloop/codegen';
import type { Runtime } from '../../runtime/runtime.js';
import { ShapeCache } from '../../runtime/shape-cache.js';
import type { FastKernel } from '../fast-kernel.js';

interface CompiledProduct {
  readonly shape: number[];
  readonly run: WasmFunction | undefined;
  readonly scratchBytes: number;
}

function prepare(runtime: Runtime, shapes: ProductShapes): CompiledProduct {
  const { matmul, shape } = productOf(shapes);
  tf.broadcast_util.assertAndGetBroadcastShape(shapes.a.slice(0, -2), shapes.b.slice(0, -2));
  if (tf.util.sizeFromShape(shape) === 0 || matmul.depth === 0) return { shape, run: undefined, scratchBytes: 0 };
  const { build, scratchBytes } = matmulFunction(matmul);
  return { shape, run: runtime.compile(build), scratchBytes };
}

/**
 * Matrix products over batch axes, either operand transposed, batch axes of size one shared without a copy.
 *
 * One small function is compiled for each signature of shapes and kept.
 */
export const batchMatMul: FastKernel = {
  name: tf.BatchMatMul,
  create(runtime, stock) {
    const products = new ShapeCache<CompiledProduct>();
    const { backend } = runtime;
    return (call) => {
      const { a, b } = call.inputs as { readonly a: TensorInfo; readonly b: TensorInfo };
      if (a.dtype !== 'float32' || b.dtype !== 'float32') return stock(call);
      const { transposeA, transposeB } = call.attrs as unknown as BatchMatMulAttrs;
      const flags = (transposeA ? 1 : 0) + (transposeB ? 2 : 0);
      const product = products.of(a.shape, b.shape, flags, () =>
        prepare(runtime, { a: a.shape, b: b.shape, transposeA, transposeB }),
      );
      const out = backend.makeOutput(product.shape.slice(), 'float32');
      if (product.run === undefined) backend.typedArrayFromHeap(out).fill(0);
      else {
        const scratch = product.scratchBytes === 0 ? 0 : runtime.scratch(product.scratchBytes);
        product.run(runtime.address(a), runtime.address(b), runtime.address(out), scratch);
      }
      return out;
    };
  },
};
