import { windowGeometry } from '@innerloop/core';
import type { ConvolutionGeometry, Shape, WindowAttributes } from '@innerloop/core';
import { map } from '../../build/map.js';
import { matmul } from '../../build/matmul.js';
import { im2col } from '../../build/patches.js';
import { images, product } from '../../build/products.js';
import { reduce } from '../../build/reduce.js';
import { permute, reshape, transposed } from '../../build/views.js';
import type { Graph } from '../../graph/graph.js';
import type { Node } from '../../graph/node.js';
import { sizeOf } from '../../graph/shapes.js';
import type { KernelCall, Lowering, Lowerings } from '../kernel-call.js';
import { operand } from '../kernel-call.js';
import { finished } from './matmul.js';
import { channelsLast, inLayout, tapsOf, windowCount } from './windows.js';

type OfFilter = WindowAttributes & { readonly filterShape: Shape };
type OfImages = WindowAttributes & { readonly inputShape: Shape };

const columns = ({ shape }: Node): number => shape.at(-1) as number;
const matrixOf = (graph: Graph, filter: Node): Node =>
  reshape(graph, filter, [sizeOf(filter.shape.slice(0, -1)), columns(filter)]);
const imageOf = (graph: Graph, rows: Node, g: ConvolutionGeometry): Node =>
  reshape(graph, rows, [g.batch, g.outHeight, g.outWidth, sizeOf(rows.shape) / Math.max(windowCount(g), 1)]);

function rowsOf(graph: Graph, y: Node, attrs: WindowAttributes): Node {
  const last = channelsLast(graph, y, attrs);
  return reshape(graph, last, [sizeOf(last.shape.slice(0, -1)), columns(last)]);
}

/** Columns times a matrix. */
const conv2D: Lowering = (call) => {
  const { graph } = call;
  const attrs = call.attrs as WindowAttributes;
  const [x, filter] = [operand(call, 'x'), operand(call, 'filter')];
  const g = windowGeometry(x.shape, filter.shape, attrs);
  const y = product(graph, im2col(graph, channelsLast(graph, x, attrs), g), matrixOf(graph, filter));
  return inLayout(graph, reshape(graph, y, [g.batch, g.outHeight, g.outWidth, columns(filter)]), attrs);
};

const conv2DBackpropInput: Lowering = (call) => {
  const { graph } = call;
  const attrs = call.attrs as OfImages;
  const filter = operand(call, 'filter');
  const g = windowGeometry(attrs.inputShape, filter.shape, attrs);
  const rows = rowsOf(graph, operand(call, 'dy'), attrs);
  const taps = matmul(graph, rows, transposed(graph, matrixOf(graph, filter)));
  return inLayout(graph, images(graph, taps, g), attrs);
};

const conv2DBackpropFilter: Lowering = (call) => {
  const { graph } = call;
  const attrs = call.attrs as OfFilter;
  const x = operand(call, 'x');
  const g = windowGeometry(x.shape, attrs.filterShape, attrs);
  const taps = im2col(graph, channelsLast(graph, x, attrs), g);
  const filter = product(graph, transposed(graph, taps), rowsOf(graph, operand(call, 'dy'), attrs));
  return reshape(graph, filter, attrs.filterShape);
};

/** `[rows, taps·channels] → [channels, rows, taps]`: a product of matrices for each channel. */
const byChannel = (graph: Graph, x: Node, g: ConvolutionGeometry): Node =>
  permute(graph, reshape(graph, x, [windowCount(g), tapsOf(g), g.channels]), [2, 0, 1]);

/** `[kernelHeight, kernelWidth, channels, multiplier] → [channels, taps, multiplier]` */
const filterByChannel = (graph: Graph, filter: Node, g: ConvolutionGeometry): Node =>
  permute(graph, reshape(graph, filter, [tapsOf(g), g.channels, columns(filter)]), [1, 0, 2]);

/** `[batch, outHeight, outWidth, channels·multiplier] → [channels, rows, multiplier]` */
const gradientByChannel = (graph: Graph, dy: Node, g: ConvolutionGeometry, multiplier: number): Node =>
  permute(graph, reshape(graph, dy, [windowCount(g), g.channels, multiplier]), [1, 0, 2]);

const depthwise: Lowering = (call) => {
  const { graph } = call;
  const attrs = call.attrs as WindowAttributes;
  const filter = operand(call, 'filter');
  const x = channelsLast(graph, operand(call, 'x'), attrs);
  const g = windowGeometry(operand(call, 'x').shape, filter.shape, attrs);
  const taps = im2col(graph, x, g);
  if (columns(filter) === 1) {
    const weighted = map(
      graph,
      'mul',
      reshape(graph, taps, [windowCount(g), tapsOf(g), g.channels]),
      reshape(graph, filter, [tapsOf(g), g.channels]),
    );
    return inLayout(graph, imageOf(graph, reduce(graph, 'sum', weighted, [1]), g), attrs);
  }
  const sums = matmul(graph, byChannel(graph, taps, g), filterByChannel(graph, filter, g));
  return inLayout(graph, imageOf(graph, permute(graph, sums, [1, 0, 2]), g), attrs);
};

const depthwiseBackpropInput: Lowering = (call) => {
  const { graph } = call;
  const attrs = call.attrs as OfImages;
  const filter = operand(call, 'filter');
  const g = windowGeometry(attrs.inputShape, filter.shape, attrs);
  const dy = gradientByChannel(graph, channelsLast(graph, operand(call, 'dy'), attrs), g, columns(filter));
  const taps = matmul(graph, dy, transposed(graph, filterByChannel(graph, filter, g)));
  const rows = reshape(graph, permute(graph, taps, [1, 2, 0]), [windowCount(g), tapsOf(g) * g.channels]);
  return inLayout(graph, images(graph, rows, g), attrs);
};

const depthwiseBackpropFilter: Lowering = (call) => {
  const { graph } = call;
  const attrs = call.attrs as OfFilter;
  const x = operand(call, 'x');
  const g = windowGeometry(x.shape, attrs.filterShape, attrs);
  const taps = byChannel(graph, im2col(graph, channelsLast(graph, x, attrs), g), g);
  const multiplier = attrs.filterShape[3] as number;
  const dy = gradientByChannel(graph, channelsLast(graph, operand(call, 'dy'), attrs), g, multiplier);
  const filter = matmul(graph, transposed(graph, taps), dy);
  return reshape(graph, permute(graph, filter, [1, 0, 2]), attrs.filterShape);
};

const geometryOf = (call: KernelCall): ConvolutionGeometry => call.attrs as ConvolutionGeometry;

/** Convolutions and their transposes, by `im2col`, `col2im` and products of matrices, or by tiles where that is cheaper. */
export const convolutions: Lowerings = {
  Im2Col: (call) => im2col(call.graph, operand(call, 'x'), geometryOf(call)),
  Col2Im: (call) => images(call.graph, operand(call, 'x'), geometryOf(call)),
  Conv2D: conv2D,
  Conv2DBackpropInput: conv2DBackpropInput,
  Conv2DBackpropFilter: conv2DBackpropFilter,
  FusedConv2D: (call) => finished(call, conv2D(call) as Node),
  DepthwiseConv2dNative: depthwise,
  DepthwiseConv2dNativeBackpropInput: depthwiseBackpropInput,
  DepthwiseConv2dNativeBackpropFilter: depthwiseBackpropFilter,
  FusedDepthwiseConv2D: (call) => finished(call, depthwise(call) as Node),
};
