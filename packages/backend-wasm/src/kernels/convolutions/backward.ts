import { binaryOperations, emitBinary, emitCol2Im, emitIm2Col, matmulFunction, productOf } from '@innerloop/codegen';
import type { ConvolutionGeometry } from '@innerloop/core';
import type { Runtime } from '../../runtime/runtime.js';
import { areasOf, blocksOf, columnBytes, imageBytes, isPlain, tapsOf, windowsOf, workerOf } from './blocks.js';
import type { Block, Worker } from './blocks.js';

/** A transposed convolution of one signature, of byte addresses: the gradient of the output, what it is multiplied by, and where the result goes. */
export type ConvolveBack = (dy: number, other: number, out: number) => void;

interface Step extends Block {
  /** Undefined where the images are the columns. */
  readonly move: Worker | undefined;
  readonly multiply: Worker;
}

const largest = (steps: readonly Step[], of: (step: Step) => number): number => Math.max(...steps.map(of));
const sizesOf = (g: ConvolutionGeometry, steps: readonly Step[]): number[] => [
  largest(steps, ({ move, images }) => (move === undefined ? 0 : columnBytes(g, images))),
  largest(steps, ({ move }) => move?.scratchBytes ?? 0),
  largest(steps, ({ multiply }) => multiply.scratchBytes),
];

/** By the images: gradients of columns, `dy · filterᵀ`, some images at a time, put back into the images. No extent is zero. */
export function prepareByImages(runtime: Runtime, g: ConvolutionGeometry, filters: number): ConvolveBack {
  const steps = blocksOf(g).map((block): Step => {
    const shapes = { a: [block.images * windowsOf(g), filters], b: [tapsOf(g), filters] };
    const { matmul } = productOf({ ...shapes, transposeA: false, transposeB: true });
    const move = isPlain(g) ? undefined : workerOf(runtime, emitCol2Im({ ...g, batch: block.images }));
    return { ...block, move, multiply: workerOf(runtime, matmulFunction(matmul)) };
  });
  const sizes = sizesOf(g, steps);
  const [imageStep, outStep] = [imageBytes(g), windowsOf(g) * filters * 4];
  return (dy, filter, dx) => {
    const [columns = 0, moveArea = 0, multiplyArea = 0] = areasOf(runtime, sizes);
    let [from, to] = [dy, dx];
    for (const { images, times, move, multiply } of steps) {
      for (let at = 0; at < times; at++) {
        multiply.run(from, filter, move === undefined ? to : columns, multiplyArea);
        move?.run(columns, to, moveArea);
        from += images * outStep;
        to += images * imageStep;
      }
    }
  };
}

/** By the filter: `columnsᵀ · dy` of some images at a time, added up in their order. No extent is zero. */
export function prepareByFilter(runtime: Runtime, g: ConvolutionGeometry, filters: number): ConvolveBack {
  const steps = blocksOf(g).map((block): Step => {
    const rows = block.images * windowsOf(g);
    const { matmul } = productOf({ a: [rows, tapsOf(g)], b: [rows, filters], transposeA: true, transposeB: false });
    const move = isPlain(g) ? undefined : workerOf(runtime, emitIm2Col({ ...g, batch: block.images }));
    return { ...block, move, multiply: workerOf(runtime, matmulFunction(matmul)) };
  });
  const elements = tapsOf(g) * filters;
  const add = binaryOperations['Add'] && runtime.compile(emitBinary(binaryOperations['Add'].loop, 'both'));
  const sizes = [...sizesOf(g, steps), elements * 4];
  const [imageStep, outStep] = [imageBytes(g), windowsOf(g) * filters * 4];
  return (dy, x, dFilter) => {
    const [columns = 0, moveArea = 0, multiplyArea = 0, part = 0] = areasOf(runtime, sizes);
    let [from, images] = [dy, x];
    let first = true;
    for (const step of steps) {
      for (let at = 0; at < step.times; at++) {
        step.move?.run(images, columns, moveArea);
        step.multiply.run(step.move === undefined ? images : columns, from, first ? dFilter : part, multiplyArea);
        if (!first) add?.(dFilter, part, dFilter, elements, 1, 0, 0, 1, 0, 0, 1, 0, 0);
        first = false;
        from += step.images * outStep;
        images += step.images * imageStep;
      }
    }
  };
}
