import { windowGeometry } from '@innerloop/core';
import type { ConvolutionGeometry, WindowAttributes } from '@innerloop/core';
import { constant } from '../../build/constants.js';
import { pad } from '../../build/indexing.js';
import { cast, map } from '../../build/map.js';
import { col2im, im2col } from '../../build/patches.js';
import { cumulate, reduce } from '../../build/reduce.js';
import { broadcast, reshape, slice } from '../../build/views.js';
import type { Graph } from '../../graph/graph.js';
import type { Node } from '../../graph/node.js';
import type { KernelCall, Lowering, Lowerings } from '../kernel-call.js';
import { operand } from '../kernel-call.js';
import { scalar } from './dtypes.js';
import { tapsOf, windowCount } from './windows.js';

/** Below every number that a network computes, and finite: what padding holds, so that it is never the maximum. As in core's gradient. */
const lowest = -3.4e38;

type Pooling = WindowAttributes & { readonly filterSize: number | readonly [number, number] };

function poolGeometry(call: KernelCall, x: Node): ConvolutionGeometry {
  const attrs = call.attrs as Pooling;
  const { filterSize } = attrs;
  return windowGeometry(x.shape, typeof filterSize === 'number' ? [filterSize, filterSize] : filterSize, attrs);
}

/** Rows and columns of zeros that windows reach below and to the right of the image. */
const far = (g: ConvolutionGeometry): readonly [number, number] => [
  Math.max((g.outHeight - 1) * g.strideHeight + (g.kernelHeight - 1) * g.dilationHeight + 1 - g.height - g.padTop, 0),
  Math.max((g.outWidth - 1) * g.strideWidth + (g.kernelWidth - 1) * g.dilationWidth + 1 - g.width - g.padLeft, 0),
];

/** The geometry of the same windows over images that hold their padding. */
function padded(g: ConvolutionGeometry): ConvolutionGeometry {
  const [bottom, right] = far(g);
  return {
    ...g,
    height: g.height + g.padTop + bottom,
    width: g.width + g.padLeft + right,
    padTop: 0,
    padLeft: 0,
  };
}

/** `[windows, taps, channels]` with padding at `lowest`. */
function windows(graph: Graph, x: Node, g: ConvolutionGeometry): Node {
  const whole = padded(g);
  const shape = [g.batch, whole.height, whole.width, g.channels];
  const columns = im2col(graph, pad(graph, x, [0, g.padTop, g.padLeft, 0], shape, lowest), whole);
  return reshape(graph, columns, [windowCount(g), tapsOf(g), g.channels]);
}

const imageOf = (graph: Graph, rows: Node, g: ConvolutionGeometry): Node =>
  reshape(graph, rows, [g.batch, g.outHeight, g.outWidth, g.channels]);
const rowOf = (graph: Graph, dy: Node, g: ConvolutionGeometry): Node =>
  reshape(graph, dy, [windowCount(g), 1, g.channels]);

const maxPool: Lowering = (call) => {
  const x = operand(call, 'x');
  const g = poolGeometry(call, x);
  return imageOf(call.graph, reduce(call.graph, 'max', windows(call.graph, x, g), [1]), g);
};

/** The gradient goes to the first maximum of each window. */
const maxPoolGrad: Lowering = (call) => {
  const { graph } = call;
  const x = operand(call, 'input');
  const g = poolGeometry(call, x);
  const entries = windows(graph, x, g);
  const hits = cast(graph, map(graph, 'equal', entries, reduce(graph, 'max', entries, [1])), 'float32');
  const first = map(graph, 'equal', cumulate(graph, 'sum', hits, 1, true), scalar(graph, 0));
  const chosen = map(graph, 'mul', hits, cast(graph, first, 'float32'));
  const whole = padded(g);
  const columns = map(graph, 'mul', chosen, rowOf(graph, operand(call, 'dy'), g));
  const image = col2im(graph, reshape(graph, columns, [windowCount(g), tapsOf(g) * g.channels]), whole);
  return slice(graph, image, [0, g.padTop, g.padLeft, 0], x.shape);
};

/** How many taps of the windows at each place lie inside of the image, along one axis. */
const inside = (out: number, kernel: number, stride: number, before: number, size: number): number[] =>
  Array.from({ length: out }, (_, place) => {
    const first = place * stride - before;
    return Math.min(first + kernel, size) - Math.max(first, 0);
  });

/** One over the taps that lie inside of the image, by window: padding does not count in an average. */
function shares(graph: Graph, g: ConvolutionGeometry): Node {
  const rows = inside(g.outHeight, g.kernelHeight, g.strideHeight, g.padTop, g.height);
  const columns = inside(g.outWidth, g.kernelWidth, g.strideWidth, g.padLeft, g.width);
  const values = rows.flatMap((height) => columns.map((width) => 1 / (height * width)));
  return constant(graph, Float32Array.from(values), [1, g.outHeight, g.outWidth, 1], 'float32');
}

const avgPool: Lowering = (call) => {
  const { graph } = call;
  const x = operand(call, 'x');
  const g = poolGeometry(call, x);
  const entries = reshape(graph, im2col(graph, x, g), [windowCount(g), tapsOf(g), g.channels]);
  return map(graph, 'mul', imageOf(graph, reduce(graph, 'sum', entries, [1]), g), shares(graph, g));
};

/** As TensorFlow.js has it: an equal share to every tap, padding included. Core's gradient of `AvgPool` does not use it. */
const avgPoolGrad: Lowering = (call) => {
  const { graph } = call;
  const g = poolGeometry(call, operand(call, 'input'));
  const share = map(graph, 'mul', rowOf(graph, operand(call, 'dy'), g), scalar(graph, 1 / tapsOf(g)));
  const entries = broadcast(graph, share, [windowCount(g), tapsOf(g), g.channels]);
  return col2im(graph, reshape(graph, entries, [windowCount(g), tapsOf(g) * g.channels]), g);
};

/** Pooling; windows that tile the image are views. */
export const poolings: Lowerings = {
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGrad,
  AvgPool: avgPool,
  AvgPoolGrad: avgPoolGrad,
};
