import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import type { ConvolutionGeometry } from '@innerloop/core';
import { Generations } from '../tensorflow/generations.js';
import type { Runtime } from '../tensorflow/runtime.js';
import type { Addition } from './kernel.js';
import { paddingOf, placesOf } from './windows.js';

/** Lists of places kept, in numbers of four bytes: one list is as long as the columns are, divided by the channels. */
const keptAtMost = 1 << 26;

type Lists = (key: string, g: ConvolutionGeometry, make: () => Int32Array) => TensorInfo;

/** Keeps lists of places by geometry, so that a step uploads none. */
function listsOf({ owned }: Runtime, shapeOf: (length: number) => readonly number[]): Lists {
  const kept = new Generations<TensorInfo>(keptAtMost, owned.release);
  return (key, g, make) => {
    const length = windowsOf(g) * tapsOf(g);
    return kept.of(key, () => owned.upload(make(), shapeOf(length)), length);
  };
}

const windowsOf = (g: ConvolutionGeometry): number => g.batch * g.outHeight * g.outWidth;
const tapsOf = (g: ConvolutionGeometry): number => g.kernelHeight * g.kernelWidth;
const read = (call: Parameters<KernelFunc>[0]): [TensorInfo, ConvolutionGeometry] => [
  call.inputs['x'] as TensorInfo,
  call.attrs as unknown as ConvolutionGeometry,
];

const signatureOf = (g: ConvolutionGeometry): string =>
  [
    [g.batch, g.height, g.width, g.kernelHeight, g.kernelWidth, g.strideHeight, g.strideWidth],
    [g.dilationHeight, g.dilationWidth, g.padTop, g.padLeft, g.outHeight, g.outWidth],
  ].join();

/** Images with the zeros around them that windows reach, as rows of channels. */
function paddedRows(runtime: Runtime, x: TensorInfo, g: ConvolutionGeometry) {
  const [top, bottom, left, right] = paddingOf(g);
  const [height, width] = [g.height + top + bottom, g.width + left + right];
  const shape = [g.batch * height * width, g.channels];
  if (top + bottom + left + right === 0) return { rows: runtime.reshape(x, shape), height, width };
  const around = runtime.constants.pairs([
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
  const padded = runtime.run('Pad', [x, around]);
  const rows = runtime.reshape(padded, shape);
  padded.dispose();
  return { rows, height, width };
}

/** Images to columns: pads, and gathers every tap as a row of channels. */
export const im2col: Addition = {
  name: 'Im2Col',
  create(runtime) {
    const lists = listsOf(runtime, (length) => [length, 1]);
    return (call) => {
      const [x, g] = read(call);
      const { rows, height, width } = paddedRows(runtime, x, g);
      const places = lists(signatureOf(g), g, () => placesOf(g, height * width, (row, column) => row * width + column));
      const taps = runtime.run('GatherNd', [rows, places]);
      const columns = runtime.reshape(taps, [windowsOf(g), tapsOf(g) * g.channels]);
      rows.dispose();
      taps.dispose();
      return columns;
    };
  },
};

/** Columns to images: adds every tap up at its pixel; what lies in the padding has no pixel. */
export const col2im: Addition = {
  name: 'Col2Im',
  create(runtime) {
    const lists = listsOf(runtime, (length) => [length]);
    return (call) => {
      const [x, g] = read(call);
      const pixel = (row: number, column: number): number => {
        const [y, at] = [row - g.padTop, column - g.padLeft];
        return y >= 0 && y < g.height && at >= 0 && at < g.width ? y * g.width + at : -1;
      };
      const pixels = g.height * g.width;
      const places = lists(signatureOf(g), g, () => placesOf(g, pixels, pixel));
      const taps = runtime.reshape(x, [windowsOf(g) * tapsOf(g), g.channels]);
      const sums = runtime.run('UnsortedSegmentSum', [taps, places, runtime.constants.scalar(g.batch * pixels)]);
      const images = runtime.reshape(sums, [g.batch, g.height, g.width, g.channels]);
      taps.dispose();
      sums.dispose();
      return images;
    };
  },
};
