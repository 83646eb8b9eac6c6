import * as tf from '@tensorflow/tfjs-core';
import type { _FusedMatMulAttrs, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { productOf } from '@innerloop/codegen';
import type { Runtime } from '../../runtime/runtime.js';
import { ShapeCache } from '../../runtime/shape-cache.js';
import type { FastKernel } from '../fast-kernel.js';
import { activated, canFollow } from './activation.js';
import { canFinish, finishedProduct } from './finished-product.js';
import type { Finish, FinishedProduct } from './finished-product.js';

interface Fused {
  readonly shape: number[];
  readonly product: FinishedProduct | undefined;
}

interface Inputs {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
  readonly bias?: TensorInfo | null;
  readonly preluActivationWeights?: Tensor | null;
}

const activationNames = ['linear', 'relu', 'sigmoid'];

function prepare(runtime: Runtime, { a, b }: Inputs, attrs: _FusedMatMulAttrs, finish: Finish): Fused {
  const { transposeA, transposeB } = attrs;
  tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const { matmul, shape } = productOf({ a: a.shape, b: b.shape, transposeA, transposeB });
  const empty = tf.util.sizeFromShape(shape) * matmul.depth === 0;
  return { shape, product: empty ? undefined : finishedProduct(runtime, matmul, finish) };
}

/** Products of matrices with a bias of one axis and an activation; other biases are the stock kernel's. */
export const fusedMatMul: FastKernel = {
  name: tf._FusedMatMul,
  create(runtime, stock) {
    const known = new ShapeCache<Fused>();
    return (call) => {
      const inputs = call.inputs as unknown as Inputs;
      const { a, b } = inputs;
      const bias = inputs.bias ?? undefined;
      const attrs = call.attrs as unknown as _FusedMatMulAttrs;
      const follows = canFollow(attrs.activation);
      const finish = { bias: bias !== undefined, activation: follows ? 'linear' : attrs.activation };
      const columns = b.shape.at(attrs.transposeB ? -2 : -1);
      const simple = bias === undefined || (bias.shape.length === 1 && bias.shape[0] === columns);
      if (!simple || !canFinish(finish) || a.dtype !== 'float32' || b.dtype !== 'float32') return stock(call);
      const places = [attrs.transposeA, attrs.transposeB, finish.bias].reduce(
        (bits, flag, at) => bits + (flag ? 1 << at : 0),
        0,
      );
      const flags = places + 8 * activationNames.indexOf(finish.activation);
      const { shape, product } = known.of(a.shape, b.shape, flags, () => prepare(runtime, inputs, attrs, finish));
      if (product === undefined) return stock(call);
      const out = runtime.backend.makeOutput(shape.slice(), 'float32');
      const scratch = product.scratchBytes === 0 ? 0 : runtime.scratch(product.scratchBytes);
      const [atA, atB, atOut] = [a, b, out].map((tensor) => runtime.address(tensor)) as [number, number, number];
      product.run(atA, atB, atOut, scratch, bias === undefined ? 0 : runtime.address(bias));
      return follows ? activated(out, attrs, inputs.preluActivationWeights ?? undefined) : out;
    };
  },
};
