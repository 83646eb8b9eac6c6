import type { Conv2DAttrs } from '@tensorflow/tfjs-core';
import { convolutionGeometry } from '@innerloop/core';
import type { ConvolutionGeometry } from '@innerloop/core';

/** What TensorFlow.js' convolution kernels say about their windows; each leaves some of it out. */
export type Attributes = Partial<Conv2DAttrs> & Pick<Conv2DAttrs, 'strides' | 'pad'>;

/** Shapes and attributes as a list: a signature to find what was prepared by. */
export function attributeNumbers({ strides, pad, dilations, dimRoundingMode }: Attributes): number[] {
  const padding = typeof pad === 'string' ? [pad === 'same' ? -1 : -2] : [pad].flat(2);
  const rounding = ['floor', 'round', 'ceil'].indexOf(dimRoundingMode ?? '');
  return [...[strides].flat(), ...[dilations ?? 1].flat(), rounding, ...padding];
}

/** How the windows of a convolution over images with channels last lie. */
export function geometryOf(
  xShape: readonly number[],
  filterShape: readonly number[],
  attrs: Attributes,
): ConvolutionGeometry {
  const { strides, pad, dilations, dimRoundingMode } = attrs;
  return convolutionGeometry({
    xShape,
    filterShape,
    strides,
    pad,
    dilations: dilations ?? 1,
    ...(dimRoundingMode ? { rounding: dimRoundingMode } : {}),
  });
}
