import type { ConvolutionGeometry } from '@innerloop/core';

/** The area of one image that patches touch, padding included. */
export interface Field {
  readonly height: number;
  readonly width: number;
  /** Rows and columns of the image that lie in the field. */
  readonly rows: number;
  readonly columns: number;
  /** The field is a part of the image: no padding, nothing beyond its edges. */
  readonly inside: boolean;
}

function within(extent: number, field: number, pad: number): number {
  return Math.max(0, Math.min(extent, field - pad));
}

export function fieldOf(g: ConvolutionGeometry): Field {
  const height = (g.outHeight - 1) * g.strideHeight + (g.kernelHeight - 1) * g.dilationHeight + 1;
  const width = (g.outWidth - 1) * g.strideWidth + (g.kernelWidth - 1) * g.dilationWidth + 1;
  const rows = within(g.height, height, g.padTop);
  const columns = within(g.width, width, g.padLeft);
  return {
    height,
    width,
    rows,
    columns,
    inside: g.padTop === 0 && g.padLeft === 0 && rows === height && columns === width,
  };
}

/** The attributes as a list: a signature to find a compiled function by. */
export function signatureOf(g: ConvolutionGeometry): number[] {
  const kernel = [g.kernelHeight, g.kernelWidth, g.strideHeight, g.strideWidth, g.dilationHeight, g.dilationWidth];
  return [g.batch, g.height, g.width, g.channels, ...kernel, g.padTop, g.padLeft, g.outHeight, g.outWidth];
}

/** Elements of all images, and of all patches. */
export function sizesOf(g: ConvolutionGeometry): { readonly images: number; readonly patches: number } {
  return {
    images: g.batch * g.height * g.width * g.channels,
    patches: g.batch * g.outHeight * g.outWidth * g.kernelHeight * g.kernelWidth * g.channels,
  };
}
