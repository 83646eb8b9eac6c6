import type { GradConfig } from '@tensorflow/tfjs-core';
import type { ConvolutionGeometry } from '../../primitives/geometry.js';
import { col2im, im2col } from '../../primitives/im2col.js';
import { ofLinear } from '../kernel-gradient.js';

/** Our own pair of primitives: each is the other's transpose. */
export const im2cols: readonly GradConfig[] = [
  ofLinear('Im2Col', (dy, attrs) => col2im(dy, attrs as unknown as ConvolutionGeometry)),
  ofLinear('Col2Im', (dy, attrs) => im2col(dy, attrs as unknown as ConvolutionGeometry)),
];
