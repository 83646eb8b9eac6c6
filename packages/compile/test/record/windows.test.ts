import { col2im, convolutionGeometry, im2col } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { expectAgreement } from './support/both.js';
import { onCpu } from './support/cpu.js';
import { positive, quarters, reals } from './support/tensors.js';

onCpu();

interface Windows {
  readonly x: [number, number, number, number];
  readonly kernel: [number, number];
  readonly strides: [number, number];
  readonly dilations: [number, number];
  readonly pad: 'same' | 'valid';
  readonly start: number;
}
const pair = (max: number) => fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }));

/** Images and windows of which at least one fits; strides or dilations, not both. */
const windows: fc.Arbitrary<Windows> = fc
  .record({
    x: fc.tuple(
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 3, max: 7 }),
      fc.integer({ min: 3, max: 7 }),
      positive,
    ),
    kernel: pair(3),
    strides: pair(3),
    dilations: fc.oneof(
      { weight: 3, arbitrary: fc.constant<[number, number]>([1, 1]) },
      { weight: 1, arbitrary: pair(2) },
    ),
    pad: fc.constantFrom('same' as const, 'valid' as const),
    start: fc.nat(),
  })
  .map((given): Windows => {
    const strides: [number, number] = given.dilations.some((d) => d > 1) ? [1, 1] : given.strides;
    return { ...given, strides };
  })
  .filter(
    ({ x, kernel, dilations, pad }) =>
      pad === 'same' || [0, 1].every((axis) => (kernel[axis as 0] - 1) * dilations[axis as 0] + 1 <= x[axis + 1]!),
  );

const outShape = ({ x, kernel, strides, dilations, pad }: Windows): [number, number] => {
  const g = convolutionGeometry({ xShape: x, filterShape: [...kernel, 1, 1], strides, dilations, pad });
  return [g.outHeight, g.outWidth];
};

describe('im2col and col2im', () => {
  it('lay out windows and add them up, those that tile the image too', () => {
    fc.assert(
      fc.property(windows, (w) => {
        const g = convolutionGeometry({ xShape: w.x, filterShape: [...w.kernel, 1, 1], ...w });
        expectAgreement((x) => im2col(x, g), reals(w.x, w.start));
        const columns = [g.batch * g.outHeight * g.outWidth, g.kernelHeight * g.kernelWidth * g.channels];
        expectAgreement((x) => col2im(x, g), reals(columns, w.start));
      }),
      { numRuns: 60 },
    );
  });
});

describe('convolutions', () => {
  it('and their transposes', () => {
    fc.assert(
      fc.property(windows, positive, (w, filters) => {
        const { x, kernel, strides, dilations, pad, start } = w;
        const filter = [...kernel, x[3], filters] as [number, number, number, number];
        const y = [x[0], ...outShape(w), filters];
        const conv = (a: Tensor, b: Tensor): Tensor =>
          tf.conv2d(a as Tensor4D, b as Tensor4D, strides, pad, 'NHWC', dilations);
        expectAgreement(conv, reals(x, start), reals(filter, start + 1));
        if (dilations.some((d) => d > 1)) return;
        const attrs = { strides, pad, dataFormat: 'NHWC' };
        const run = (name: string, inputs: Record<string, Tensor>, more: object): Tensor =>
          tf.engine().runKernel(name, inputs, { ...attrs, ...more });
        expectAgreement(
          (dy, f) => run('Conv2DBackpropInput', { dy: dy, filter: f }, { inputShape: x }),
          reals(y, start),
          reals(filter, start + 1),
        );
        expectAgreement(
          (image, dy) => run('Conv2DBackpropFilter', { x: image, dy: dy }, { filterShape: filter }),
          reals(x, start),
          reals(y, start + 1),
        );
      }),
      { numRuns: 40 },
    );
  });
  it('with channels first', () => {
    expectAgreement(
      (x, f) => tf.conv2d(x as Tensor4D, f as Tensor4D, [1, 2], 'same', 'NCHW'),
      reals([2, 3, 5, 4]),
      reals([3, 3, 3, 2], 1),
    );
  });
  it('fused with bias and activation', () => {
    expectAgreement(
      (x, filter, bias) =>
        tf.fused.conv2d({
          x: x as Tensor4D,
          filter: filter as Tensor4D,
          strides: 1,
          pad: 'same',
          bias: bias,
          activation: 'relu',
        }),
      reals([2, 5, 4, 3]),
      reals([3, 3, 3, 2], 1),
      reals([2], 2),
    );
  });
  it('of each channel by itself', () => {
    fc.assert(
      fc.property(windows, positive, (w, multiplier) => {
        const { x, kernel, strides, dilations, pad, start } = w;
        fc.pre(strides[0] === strides[1] && x[0] > 0); // TensorFlow.js' kernel takes equal strides only
        const filter = [...kernel, x[3], multiplier] as [number, number, number, number];
        const y = [x[0], ...outShape(w), x[3] * multiplier];
        expectAgreement(
          (a, b) => tf.depthwiseConv2d(a as Tensor4D, b as Tensor4D, strides, pad, 'NHWC', dilations),
          reals(x, start),
          reals(filter, start + 1),
        );
        const attrs = { strides, pad, dilations, dimRoundingMode: undefined };
        const run = (name: string, inputs: Record<string, Tensor>, more: object): Tensor =>
          tf.engine().runKernel(`DepthwiseConv2dNative${name}`, inputs, { ...attrs, ...more } as never);
        if (dilations.some((d) => d > 1)) return;
        expectAgreement(
          (dy, f) => run('BackpropInput', { dy: dy, filter: f }, { inputShape: x }),
          reals(y, start),
          reals(filter, start + 1),
        );
        expectAgreement(
          (image, dy) => run('BackpropFilter', { x: image, dy: dy }, { filterShape: filter }),
          reals(x, start),
          reals(y, start + 1),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('pooling', () => {
  it('and its transposes, padded, overlapping, and short of the edge', () => {
    fc.assert(
      fc.property(windows, (w) => {
        const { x, kernel, strides, pad, start } = w;
        const y = [x[0], ...outShape({ ...w, dilations: [1, 1] }), x[3]];
        expectAgreement((a) => tf.maxPool(a as Tensor4D, kernel, strides, pad), quarters(x, start));
        expectAgreement((a) => tf.avgPool(a as Tensor4D, kernel, strides, pad), quarters(x, start));
        const run = (name: string, inputs: Record<string, Tensor>): Tensor =>
          tf.engine().runKernel(name, inputs, { filterSize: kernel, strides, pad });
        const known = (dy: Tensor, input: Tensor): Record<string, Tensor> => ({ dy, input, output: dy });
        expectAgreement((dy, a) => run('MaxPoolGrad', known(dy, a)), reals(y, start), quarters(x, start));
        expectAgreement((dy, a) => run('AvgPoolGrad', known(dy, a)), reals(y, start), quarters(x, start));
      }),
      { numRuns: 60 },
    );
  });
  it('of one image', () => {
    expectAgreement((x) => tf.maxPool(x as Tensor3D, 2, 2, 'valid'), quarters([5, 4, 2]));
  });
});
