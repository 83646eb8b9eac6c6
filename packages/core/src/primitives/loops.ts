import * as tf from '@tensorflow/tfjs-core';
import type { KernelBackend, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import type { ConvolutionGeometry } from './geometry.js';
import { columnShape, imageShape } from './geometry.js';

type Visit = (pixel: number, column: number) => void;

/** Calls `visit` with the offsets of the first channel, in the image and in the columns, of every tap that lies in an image. */
function forEachTap(g: ConvolutionGeometry, visit: Visit): void {
  let window = 0;
  for (let image = 0; image < g.batch; image++) {
    for (let row = 0; row < g.outHeight; row++) {
      for (let column = 0; column < g.outWidth; column++, window++) visitWindow(g, image, row, column, window, visit);
    }
  }
}

function visitWindow(
  g: ConvolutionGeometry,
  image: number,
  row: number,
  column: number,
  window: number,
  visit: Visit,
): void {
  for (let i = 0; i < g.kernelHeight; i++) {
    const y = row * g.strideHeight + i * g.dilationHeight - g.padTop;
    if (y < 0 || y >= g.height) continue;
    for (let j = 0; j < g.kernelWidth; j++) {
      const x = column * g.strideWidth + j * g.dilationWidth - g.padLeft;
      if (x < 0 || x >= g.width) continue;
      const tap = (window * g.kernelHeight + i) * g.kernelWidth + j;
      visit(((image * g.height + y) * g.width + x) * g.channels, tap * g.channels);
    }
  }
}

const valuesOf = (x: TensorInfo, backend: object): Float32Array =>
  (backend as KernelBackend).readSync(x.dataId) as Float32Array;

type Params = Parameters<KernelFunc>[0];
const read = ({ inputs, backend, attrs }: Params): [Float32Array, ConvolutionGeometry] => [
  valuesOf(inputs['x'] as TensorInfo, backend),
  attrs as unknown as ConvolutionGeometry,
];

/** `Im2Col` by plain loops, for a backend whose values lie in JavaScript arrays. */
export const im2colByLoops: KernelFunc = (params) => {
  const [images, g] = read(params);
  const shape = columnShape(g);
  const columns = new Float32Array(shape[0] * shape[1]);
  forEachTap(g, (pixel, column) => {
    for (let c = 0; c < g.channels; c++) columns[column + c] = images[pixel + c] as number;
  });
  return tf.tensor(columns, shape);
};

/** `Col2Im` by plain loops. */
export const col2imByLoops: KernelFunc = (params) => {
  const [columns, g] = read(params);
  const shape = imageShape(g);
  const images = new Float32Array(g.batch * g.height * g.width * g.channels);
  forEachTap(g, (pixel, column) => {
    for (let c = 0; c < g.channels; c++)
      images[pixel + c] = (images[pixel + c] as number) + (columns[column + c] as number);
  });
  return tf.tensor(images, shape);
};
