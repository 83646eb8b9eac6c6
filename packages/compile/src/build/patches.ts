import type { ConvolutionGeometry } from '@innerloop/core';
import type { Graph } from '../graph/graph.js';
import type { Node } from '../graph/node.js';
import { pad } from './indexing.js';
import { permute, reshape, slice } from './views.js';

/** Windows that tile the image from its first corner: no place in two of them, none outside; places at the far edges may be in none. */
function tiles(g: ConvolutionGeometry): boolean {
  return (
    g.padTop === 0 &&
    g.padLeft === 0 &&
    (g.dilationHeight === 1 || g.kernelHeight === 1) &&
    (g.dilationWidth === 1 || g.kernelWidth === 1) &&
    (g.strideHeight === g.kernelHeight || g.outHeight === 1) &&
    (g.strideWidth === g.kernelWidth || g.outWidth === 1) &&
    g.outHeight * g.kernelHeight <= g.height &&
    g.outWidth * g.kernelWidth <= g.width
  );
}

const tiled = (g: ConvolutionGeometry): number[] => [
  g.batch,
  g.outHeight * g.kernelHeight,
  g.outWidth * g.kernelWidth,
  g.channels,
];
const origin = [0, 0, 0, 0];

/** `[batch, height, width, channels] → [batch·outHeight·outWidth, taps·channels]`; of windows that tile the image a view. */
export function im2col(graph: Graph, x: Node, geometry: ConvolutionGeometry): Node {
  const g = geometry;
  const shape = [g.batch * g.outHeight * g.outWidth, g.kernelHeight * g.kernelWidth * g.channels];
  if (!tiles(g)) return graph.intern({ op: 'im2col', geometry, inputs: [x], shape, dtype: 'float32' });
  const covered = slice(graph, x, origin, tiled(g));
  const apart = [g.batch, g.outHeight, g.kernelHeight, g.outWidth, g.kernelWidth, g.channels];
  return reshape(graph, permute(graph, reshape(graph, covered, apart), [0, 1, 3, 2, 4, 5]), shape);
}

/** The transpose of `im2col`. */
export function col2im(graph: Graph, columns: Node, geometry: ConvolutionGeometry): Node {
  const g = geometry;
  const shape = [g.batch, g.height, g.width, g.channels];
  if (!tiles(g)) return graph.intern({ op: 'col2im', geometry, inputs: [columns], shape, dtype: 'float32' });
  const windows = [g.batch, g.outHeight, g.outWidth, g.kernelHeight, g.kernelWidth, g.channels];
  const apart = permute(graph, reshape(graph, columns, windows), [0, 1, 3, 2, 4, 5]);
  return pad(graph, reshape(graph, apart, tiled(g)), origin, shape, 0);
}
