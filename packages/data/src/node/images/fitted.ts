import { paper } from './colour.js';
import type { PictureForm } from './picture-form.js';
import type { OpaqueRaster } from './raster.js';
import { resample } from './resample/resample.js';
import type { Span } from './resample/taps.js';

/**
 * A picture brought to a height and width. `fill` takes all of it; `cover` the largest part in the middle that has the wanted shape, to
 * fractions of a pixel; `contain` all of it, as large as fits, with white paper around.
 */
export function fitted(source: OpaqueRaster, form: PictureForm): OpaqueRaster {
  const { width, height, resample: filter } = form;
  const whole = { across: [0, source.width] as Span, down: [0, source.height] as Span, filter };
  if (form.fit === 'fill') return resample(source, { ...whole, width, height });
  if (form.fit === 'cover') return resample(source, { ...coveringPart(source, form), width, height, filter });
  return framed(resample(source, { ...whole, ...containedSize(source, form) }), form);
}

type Size = Readonly<Record<'width' | 'height', number>>;

function coveringPart(source: Size, wanted: Size): { readonly across: Span; readonly down: Span } {
  const [shape, wantedShape] = [source.width / source.height, wanted.width / wanted.height];
  const width = shape > wantedShape ? wantedShape * source.height : source.width;
  const height = shape < wantedShape ? source.width / wantedShape : source.height;
  return { across: middle(source.width, width), down: middle(source.height, height) };
}

const middle = (length: number, part: number): Span => [(length - part) / 2, (length - part) / 2 + part];

function containedSize(source: Size, wanted: Size): Size {
  const [shape, wantedShape] = [source.width / source.height, wanted.width / wanted.height];
  const { width, height } = wanted;
  if (shape > wantedShape) return { width, height: wholePixels((source.height / source.width) * width) };
  return { height, width: shape < wantedShape ? wholePixels((source.width / source.height) * height) : width };
}

/** A line keeps one pixel, however thin. */
const wholePixels = (length: number): number => Math.max(1, roundHalfEven(length));

/** To the nearest whole number, a half to the even one. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (below % 2) : Math.round(value);
}

/** A picture in the middle of white paper. */
function framed(picture: OpaqueRaster, { width, height }: Size): OpaqueRaster {
  if (picture.width === width && picture.height === height) return picture;
  const { channels } = picture;
  const pixels = new Uint8Array(width * height * channels).fill(paper);
  const [left, top] = [roundHalfEven((width - picture.width) / 2), roundHalfEven((height - picture.height) / 2)];
  const stride = picture.width * channels;
  for (let row = 0; row < picture.height; row += 1) {
    const line = picture.pixels.subarray(row * stride, (row + 1) * stride);
    pixels.set(line, ((top + row) * width + left) * channels);
  }
  return { width, height, channels, pixels };
}
