import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { emitCol2Im, emitIm2Col, signatureOf, sizesOf } from '@innerloop/codegen';
import type { PatchCode, WasmFunction } from '@innerloop/codegen';
import { columnShape, imageShape } from '@innerloop/core';
import type { ConvolutionGeometry } from '@innerloop/core';
import type { Runtime } from '../runtime/runtime.js';
import { ShapeCache } from '../runtime/shape-cache.js';
import type { NewKernel } from './fast-kernel.js';

interface Patches {
  readonly run: WasmFunction | undefined;
  readonly scratchBytes: number;
}

function prepare(runtime: Runtime, emit: (g: ConvolutionGeometry) => PatchCode, g: ConvolutionGeometry): Patches {
  const { images, patches } = sizesOf(g);
  if (images === 0 || patches === 0) return { run: undefined, scratchBytes: 0 };
  const { build, scratchBytes } = emit(g);
  return { run: runtime.compile(build), scratchBytes };
}

function patchKernel(
  runtime: Runtime,
  emit: (g: ConvolutionGeometry) => PatchCode,
  shapeOf: (g: ConvolutionGeometry) => number[],
): KernelFunc {
  const compiled = new ShapeCache<Patches>();
  const none: number[] = [];
  return ({ inputs, attrs }) => {
    const { x } = inputs as { readonly x: TensorInfo };
    const geometry = attrs as unknown as ConvolutionGeometry;
    const { run, scratchBytes } = compiled.of(signatureOf(geometry), none, 0, () => prepare(runtime, emit, geometry));
    const out = runtime.backend.makeOutput(shapeOf(geometry), 'float32');
    if (run === undefined) runtime.backend.typedArrayFromHeap(out).fill(0);
    else {
      const scratch = scratchBytes === 0 ? 0 : runtime.scratch(scratchBytes);
      run(runtime.address(x), runtime.address(out), scratch);
    }
    return out;
  };
}

/** Images `[batch, height, width, channels]` to patches `[batch·outHeight·outWidth, kernelHeight·kernelWidth·channels]`. */
export const im2col: NewKernel = {
  name: 'Im2Col',
  create: (runtime) => patchKernel(runtime, emitIm2Col, columnShape),
};

/** Patches back to images, taps of one pixel added up: the transpose of Im2Col. */
export const col2im: NewKernel = {
  name: 'Col2Im',
  create: (runtime) => patchKernel(runtime, emitCol2Im, imageShape),
};
