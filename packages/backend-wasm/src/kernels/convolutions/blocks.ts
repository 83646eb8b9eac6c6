import type { FunctionBuilder, WasmFunction } from '@innerloop/codegen';
import type { ConvolutionGeometry } from '@innerloop/core';
import type { Runtime } from '../../runtime/runtime.js';

/** Some images of a batch that are taken at once, and how often. */
export interface Block {
  readonly images: number;
  readonly times: number;
}

/** A function and the bytes of work area that it needs. */
export interface Worker {
  readonly run: WasmFunction;
  readonly scratchBytes: number;
}

/** Columns of so many bytes stay in the second-level cache between the two steps of a convolution. */
const cacheBytes = 512 * 1024;

const bytes = 4;
export const windowsOf = (g: ConvolutionGeometry): number => g.outHeight * g.outWidth;
export const tapsOf = (g: ConvolutionGeometry): number => g.kernelHeight * g.kernelWidth * g.channels;
export const imageBytes = (g: ConvolutionGeometry): number => g.height * g.width * g.channels * bytes;
/** Bytes of the columns of so many images. */
export const columnBytes = (g: ConvolutionGeometry, images: number): number =>
  images * windowsOf(g) * tapsOf(g) * bytes;

/** Cuts a batch into blocks whose columns stay in the cache, and a smaller last one. */
export function blocksOf(g: ConvolutionGeometry): Block[] {
  const images = Math.max(1, Math.min(g.batch, Math.floor(cacheBytes / Math.max(1, columnBytes(g, 1)))));
  const [times, rest] = [Math.floor(g.batch / images), g.batch % images];
  return [{ images, times }, ...(rest > 0 ? [{ images: rest, times: 1 }] : [])];
}

/** Whether the columns are the images themselves: windows of one pixel, side by side. */
export const isPlain = (g: ConvolutionGeometry): boolean =>
  tapsOf(g) === g.channels && g.strideHeight === 1 && g.strideWidth === 1 && windowsOf(g) === g.height * g.width;

/** Compiles what a generator made. */
export function workerOf(
  runtime: Runtime,
  { build, scratchBytes }: { readonly build: FunctionBuilder; readonly scratchBytes: number },
): Worker {
  return { run: runtime.compile(build), scratchBytes };
}

/** The addresses of parts of one work area, one after the other; the first is of the columns. */
export function areasOf(runtime: Runtime, sizes: readonly number[]): number[] {
  let next = runtime.scratch(sizes.reduce((sum, size) => sum + aligned(size), 0));
  return sizes.map((size) => {
    const at = next;
    next += aligned(size);
    return at;
  });
}

const aligned = (size: number): number => Math.ceil(size / 16) * 16 + 16;
