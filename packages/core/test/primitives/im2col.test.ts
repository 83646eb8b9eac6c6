import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ConvolutionGeometry } from '../../src/primitives/geometry.js';
import { columnShape, convolutionGeometry, imageShape } from '../../src/primitives/geometry.js';
import { col2im, im2col } from '../../src/primitives/im2col.js';
import { col2imComposed, im2colComposed } from '../../src/primitives/composed.js';
import { onEveryBackend } from '../gradients/backends.js';
import { derivatives, distance, numbersFrom } from '../gradients/finite-differences.js';

const size = fc.integer({ min: 1, max: 3 });

/** Every way in which windows may lie: strides or dilations, over, beyond and short of the edge. */
const geometries: fc.Arbitrary<ConvolutionGeometry> = fc
  .record({
    batch: size,
    channels: size,
    height: fc.integer({ min: 3, max: 7 }),
    width: fc.integer({ min: 3, max: 7 }),
    kernelHeight: size,
    kernelWidth: size,
    strides: fc.tuple(size, size),
    dilations: fc.tuple(size, size),
    dilated: fc.boolean(),
    pad: fc.oneof(fc.constantFrom('same' as const, 'valid' as const), fc.nat(1)),
  })
  .map(({ dilated, strides, dilations, ...rest }) => {
    const { batch, height, width, channels, kernelHeight, kernelWidth, pad } = rest;
    return () =>
      convolutionGeometry({
        xShape: [batch, height, width, channels],
        filterShape: [kernelHeight, kernelWidth],
        pad,
        strides: dilated ? 1 : strides,
        dilations: dilated ? dilations : 1,
      });
  })
  .filter((make) => {
    try {
      return make().outHeight > 0;
    } catch {
      return false;
    }
  })
  .map((make) => make());

const largest = (x: tf.Tensor): number => tf.max(tf.abs(x)).dataSync()[0] as number;

/** The columns by the definition, entry by entry. */
function byDefinition(images: readonly number[], g: ConvolutionGeometry): number[] {
  const [rows, columns] = columnShape(g);
  return Array.from({ length: rows * columns }, (_, at) => {
    const [window, entry] = [Math.floor(at / columns), at % columns];
    const [tap, channel] = [Math.floor(entry / g.channels), entry % g.channels];
    const [i, j] = [Math.floor(tap / g.kernelWidth), tap % g.kernelWidth];
    const [image, place] = [Math.floor(window / (g.outHeight * g.outWidth)), window % (g.outHeight * g.outWidth)];
    const y = Math.floor(place / g.outWidth) * g.strideHeight + i * g.dilationHeight - g.padTop;
    const x = (place % g.outWidth) * g.strideWidth + j * g.dilationWidth - g.padLeft;
    const outside = y < 0 || y >= g.height || x < 0 || x >= g.width;
    return outside ? 0 : (images[((image * g.height + y) * g.width + x) * g.channels + channel] as number);
  });
}

onEveryBackend((start) => {
  beforeAll(start);

  it('im2col reads each tap of each window, zero outside of the image', () => {
    fc.assert(
      fc.property(geometries, (g) => {
        const x = numbersFrom(3)(imageShape(g));
        expect([...im2col(x, g).dataSync()]).toEqual(byDefinition([...x.dataSync()], g).map((value) => value + 0));
      }),
      { numRuns: 40 },
    );
  });

  it('col2im is the transpose of im2col: ⟨im2col x, c⟩ = ⟨x, col2im c⟩', () => {
    fc.assert(
      fc.property(geometries, (g) => {
        const random = numbersFrom(4);
        const [x, c] = [random(imageShape(g)), random(columnShape(g))];
        const difference = tf.sub(tf.sum(tf.mul(im2col(x, g), c)), tf.sum(tf.mul(x, col2im(c, g))));
        expect(largest(difference)).toBeLessThan(1e-4);
      }),
      { numRuns: 40 },
    );
  });

  it('the composition of stock ops equals the kernels', () => {
    fc.assert(
      fc.property(geometries, (g) => {
        const random = numbersFrom(5);
        const [x, c] = [random(imageShape(g)), random(columnShape(g))];
        const backend = tf.backend();
        const columns = im2colComposed({ inputs: { x }, attrs: g, backend }) as tf.Tensor;
        const images = col2imComposed({ inputs: { x: c }, attrs: g, backend }) as tf.Tensor;
        expect(largest(tf.sub(columns, im2col(x, g)))).toBe(0);
        expect(largest(tf.sub(images, col2im(c, g)))).toBeLessThan(1e-5);
      }),
      { numRuns: 20 },
    );
  });

  it.each(['same', 'valid'] as const)('columns times the filter are tf.conv2d, padding %s', (pad) => {
    const random = numbersFrom(6);
    const [x, filter] = [random([2, 5, 6, 3]), random([3, 2, 3, 4])];
    const g = convolutionGeometry({ xShape: x.shape, filterShape: filter.shape, strides: [2, 1], pad });
    const product = tf.reshape(tf.matMul(im2col(x, g), tf.reshape(filter, [18, 4])), [2, g.outHeight, g.outWidth, 4]);
    expect(largest(tf.sub(product, tf.conv2d(x as Tensor4D, filter as Tensor4D, [2, 1], pad)))).toBeLessThan(1e-5);
  });

  it('has the right derivatives of order 1 to 3', () => {
    const g = convolutionGeometry({ xShape: [1, 5, 4, 2], filterShape: [3, 2], strides: 2, pad: 'same' });
    const random = numbersFrom(7);
    for (const order of [1, 2, 3]) {
      const ofColumns = derivatives((x) => tf.exp(im2col(x, g)), [random(imageShape(g))], order);
      const ofImages = derivatives((x) => tf.exp(col2im(x, g)), [random(columnShape(g))], order);
      expect(distance(ofColumns)).toBeLessThan(1e-2);
      expect(distance(ofImages)).toBeLessThan(1e-2);
    }
  });

  it('refuses a tensor that is not of the geometry', () => {
    const g = convolutionGeometry({ xShape: [1, 5, 4, 2], filterShape: [3, 2], pad: 'same' });
    expect(() => im2col(tf.zeros([1, 4, 5, 2]), g)).toThrow(/im2col: .*\[1, 5, 4, 2\], got \[1, 4, 5, 2\]/);
    expect(() => col2im(tf.zeros([3, 3]), g)).toThrow(/col2im: .*got \[3, 3\]/);
  });
});

describe('convolutionGeometry', () => {
  it('pads `same` as TensorFlow does: the odd pixel goes below and to the right', () => {
    const g = convolutionGeometry({ xShape: [1, 28, 28, 1], filterShape: [3, 3], strides: 2, pad: 'same' });
    expect([g.outHeight, g.outWidth, g.padTop, g.padLeft]).toEqual([14, 14, 0, 0]);
  });

  it('says which window does not fit', () => {
    const options = { xShape: [1, 2, 2, 1], filterShape: [3, 3], pad: 'valid' as const };
    expect(() => convolutionGeometry(options)).toThrow('no window of 3 × 3 fits into an image of 2 × 2');
  });
});
