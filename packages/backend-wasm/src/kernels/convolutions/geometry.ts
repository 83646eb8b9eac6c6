import type { Conv2DAttrs } from '@tensorflow/tfjs-core';

/** What TensorFlow.js' convolution kernels say about their windows; each leaves some of it out. */
export type Attributes = Partial<Conv2DAttrs> & Pick<Conv2DAttrs, 'strides' | 'pad'>;

/** Shapes and attributes as a list: a signature to find what was prepared by. */
export function attributeNumbers({ strides, pad, dilations, dimRoundingMode }: Attributes): number[] {
  const padding = typeof pad === 'string' ? [pad === 'same' ? -1 : -2] : [pad].flat(2);
  const rounding = ['floor', 'round', 'ceil'].indexOf(dimRoundingMode ?? '');
  return [...[strides].flat(), ...[dilations ?? 1].flat(), rounding, ...padding];
}
