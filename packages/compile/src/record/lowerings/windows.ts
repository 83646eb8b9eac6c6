import { convolutionGeometry } from '@innerloop/core';
import type { ConvolutionGeometry, Padding, Shape } from '@innerloop/core';
import { permute } from '../../build/views.js';
import type { Graph } from '../../graph/graph.js';
import type { Node } from '../../graph/node.js';

type Pair = readonly [number, number];

/** What convolution and pooling kernels say about their windows; each leaves some of it out. */
export interface WindowAttributes {
  readonly strides: number | Pair;
  readonly dilations?: number | Pair | null;
  readonly pad: Padding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil' | null;
}

const isChannelsFirst = ({ dataFormat }: WindowAttributes): boolean => dataFormat === 'NCHW';

/** Images with channels last, whatever layout the kernel was given. */
export const channelsLast = (graph: Graph, x: Node, attrs: WindowAttributes): Node =>
  isChannelsFirst(attrs) ? permute(graph, x, [0, 2, 3, 1]) : x;

/** Images with channels last, back in the kernel's layout. */
export const inLayout = (graph: Graph, x: Node, attrs: WindowAttributes): Node =>
  isChannelsFirst(attrs) ? permute(graph, x, [0, 3, 1, 2]) : x;

function lastOf<T>(items: readonly T[]): readonly T[] {
  const [batch, channels, height, width] = items as readonly [T, T, T, T];
  return [batch, height, width, channels];
}

/** The geometry of windows over images of a shape in the kernel's layout. */
export function windowsOver(shape: Shape, filterShape: Shape, attrs: WindowAttributes): ConvolutionGeometry {
  const { strides, dilations, pad, dimRoundingMode } = attrs;
  const first = isChannelsFirst(attrs);
  return convolutionGeometry({
    xShape: first ? lastOf(shape) : shape,
    filterShape,
    strides,
    dilations: dilations ?? 1,
    pad: first && typeof pad === 'object' ? lastOf(pad) : pad,
    ...(dimRoundingMode ? { rounding: dimRoundingMode } : {}),
  });
}

export const tapsOf = (g: ConvolutionGeometry): number => g.kernelHeight * g.kernelWidth;
export const windowCount = (g: ConvolutionGeometry): number => g.batch * g.outHeight * g.outWidth;
