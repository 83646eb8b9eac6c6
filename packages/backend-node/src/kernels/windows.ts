import type { ConvolutionGeometry } from '@innerloop/core';

/** `[top, bottom, left, right]` zeros around an image that windows reach; what they leave out of it is no padding. */
export function paddingOf(g: ConvolutionGeometry): readonly [number, number, number, number] {
  const reach = (out: number, stride: number, kernel: number, dilation: number): number =>
    (out - 1) * stride + (kernel - 1) * dilation + 1;
  const bottom = reach(g.outHeight, g.strideHeight, g.kernelHeight, g.dilationHeight) - g.height - g.padTop;
  const right = reach(g.outWidth, g.strideWidth, g.kernelWidth, g.dilationWidth) - g.width - g.padLeft;
  return [g.padTop, Math.max(bottom, 0), g.padLeft, Math.max(right, 0)];
}

/** Place of a pixel in an image, by its row and column counted from the corner of the padding; −1 if it is no pixel. */
export type Place = (row: number, column: number) => number;

/** The places that the taps of all windows of one image read: windows row by row, in each its taps row by row. */
function placesOfImage(g: ConvolutionGeometry, place: Place): Int32Array {
  const places = new Int32Array(g.outHeight * g.outWidth * g.kernelHeight * g.kernelWidth);
  let tap = 0;
  for (let top = 0; top < g.outHeight * g.strideHeight; top += g.strideHeight) {
    for (let left = 0; left < g.outWidth * g.strideWidth; left += g.strideWidth) {
      for (let i = 0; i < g.kernelHeight; i++) {
        for (let j = 0; j < g.kernelWidth; j++)
          places[tap++] = place(top + i * g.dilationHeight, left + j * g.dilationWidth);
      }
    }
  }
  return places;
}

/** The same of a batch of images with `pixels` each, counted through. */
export function placesOf(g: ConvolutionGeometry, pixels: number, place: Place): Int32Array {
  const image = placesOfImage(g, place);
  const all = new Int32Array(g.batch * image.length);
  for (let n = 0; n < g.batch; n++) {
    const first = n * pixels;
    const start = n * image.length;
    for (let tap = 0; tap < image.length; tap++) {
      const pixel = image[tap] as number;
      all[start + tap] = pixel < 0 ? pixel : first + pixel;
    }
  }
  return all;
}
