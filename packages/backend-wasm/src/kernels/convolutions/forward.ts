import { emitIm2Col, productOf } from '@innerloop/codegen';
import type { ConvolutionGeometry } from '@innerloop/core';
import type { Runtime } from '../../runtime/runtime.js';
import { finishedProduct } from '../products/finished-product.js';
import type { Finish, FinishedProduct } from '../products/finished-product.js';
import { areasOf, blocksOf, columnBytes, imageBytes, isPlain, tapsOf, windowsOf, workerOf } from './blocks.js';
import type { Block, Worker } from './blocks.js';

interface Step extends Block {
  /** Undefined where the images are the columns. */
  readonly gather: Worker | undefined;
  readonly multiply: FinishedProduct;
}

/** A convolution of one signature, of byte addresses; the bias is not read where there is none. */
export type Convolve = (x: number, filter: number, out: number, bias: number) => void;

function stepOf(runtime: Runtime, g: ConvolutionGeometry, filters: number, finish: Finish, block: Block): Step {
  const rows = block.images * windowsOf(g);
  const { matmul } = productOf({ a: [rows, tapsOf(g)], b: [tapsOf(g), filters], transposeA: false, transposeB: false });
  return {
    ...block,
    gather: isPlain(g) ? undefined : workerOf(runtime, emitIm2Col({ ...g, batch: block.images })),
    multiply: finishedProduct(runtime, matmul, finish),
  };
}

/** `conv2d` as columns times a matrix, some images at a time. No extent is zero. */
export function prepareForward(runtime: Runtime, g: ConvolutionGeometry, filters: number, finish: Finish): Convolve {
  const steps = blocksOf(g).map((block) => stepOf(runtime, g, filters, finish, block));
  const largest = (of: (step: Step) => number): number => Math.max(...steps.map(of));
  const sizes = [
    largest(({ gather, images }) => (gather === undefined ? 0 : columnBytes(g, images))),
    largest(({ gather }) => gather?.scratchBytes ?? 0),
    largest(({ multiply }) => multiply.scratchBytes),
  ];
  const [imageStep, outStep] = [imageBytes(g), windowsOf(g) * filters * 4];
  return (x, filter, out, bias) => {
    const [columns = 0, gatherArea = 0, multiplyArea = 0] = areasOf(runtime, sizes);
    let [from, to] = [x, out];
    for (const { images, times, gather, multiply } of steps) {
      for (let at = 0; at < times; at++) {
        gather?.run(from, columns, gatherArea);
        multiply.run(gather === undefined ? from : columns, filter, to, multiplyArea, bias);
        from += images * imageStep;
        to += images * outStep;
      }
    }
  };
}
