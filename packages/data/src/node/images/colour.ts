import type { OpaqueRaster, Raster } from './raster.js';

/** White: what a transparent picture is laid on, and what is added around one that does not fill its frame. */
export const paper = 255;

/** Lays a picture on white paper: `round((c · a + 255 · (255 − a)) / 255)`. */
export function onPaper(raster: Raster): OpaqueRaster {
  const { pixels, channels } = raster;
  if (channels === 1 || channels === 3) return { ...raster, channels };
  const kept = channels === 2 ? 1 : 3;
  const opaque = new Uint8Array((pixels.length / channels) * kept);
  for (let from = 0, to = 0; from < pixels.length; from += channels, to += kept) {
    const alpha = pixels[from + kept] as number;
    const ground = paper * (255 - alpha);
    for (let channel = 0; channel < kept; channel += 1)
      opaque[to + channel] = Math.round(((pixels[from + channel] as number) * alpha + ground) / 255);
  }
  return { ...raster, channels: kept, pixels: opaque };
}

/**
 * Colour to grey or grey to colour.
 *
 * Grey is the luma of Rec. 601 of the values as they are stored, `0.299 R + 0.587 G + 0.114 B`, with weights in units of 2⁻¹⁶ and
 * rounded to the nearest byte: the same integers as Pillow's `convert('L')`.
 */
export function withChannels(raster: OpaqueRaster, channels: 1 | 3): OpaqueRaster {
  if (raster.channels === channels) return raster;
  return { ...raster, channels, pixels: channels === 1 ? toGrey(raster.pixels) : toColour(raster.pixels) };
}

function toGrey(colour: Uint8Array): Uint8Array {
  const grey = new Uint8Array(colour.length / 3);
  for (let pixel = 0, at = 0; pixel < grey.length; pixel += 1, at += 3) {
    const [red, green, blue] = [colour[at] as number, colour[at + 1] as number, colour[at + 2] as number];
    grey[pixel] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
  }
  return grey;
}

function toColour(grey: Uint8Array): Uint8Array {
  const colour = new Uint8Array(3 * grey.length);
  for (let pixel = 0, at = 0; pixel < grey.length; pixel += 1, at += 3) colour.fill(grey[pixel] as number, at, at + 3);
  return colour;
}
