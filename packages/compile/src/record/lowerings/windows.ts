import type { ConvolutionGeometry, WindowAttributes } from '@innerloop/core';
import { permute } from '../../build/views.js';
import type { Graph } from '../../graph/graph.js';
import type { Node } from '../../graph/node.js';

const isChannelsFirst = ({ dataFormat }: WindowAttributes): boolean => dataFormat === 'NCHW';

/** Images with channels last, whatever layout the kernel was given. */
export const channelsLast = (graph: Graph, x: Node, attrs: WindowAttributes): Node =>
  isChannelsFirst(attrs) ? permute(graph, x, [0, 2, 3, 1]) : x;

/** Images with channels last, back in the kernel's layout. */
export const inLayout = (graph: Graph, x: Node, attrs: WindowAttributes): Node =>
  isChannelsFirst(attrs) ? permute(graph, x, [0, 3, 1, 2]) : x;

export const tapsOf = (g: ConvolutionGeometry): number => g.kernelHeight * g.kernelWidth;
export const windowCount = (g: ConvolutionGeometry): number => g.batch * g.outHeight * g.outWidth;
