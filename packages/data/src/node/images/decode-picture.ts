import { onPaper, withChannels } from './colour.js';
import { decodeRaster } from './decode-raster.js';
import { fitted } from './fitted.js';
import type { PictureForm } from './picture-form.js';
import type { Raster } from './raster.js';

/**
 * Decodes a picture file to bytes `[height, width, channels]`.
 *
 * In this order: turned upright as its camera says, laid on white paper where it is transparent, turned to grey (the luma of Rec. 601) or to
 * colour, brought to size by `fit` and `resample`, inverted if asked. Pixels are those that Pillow makes of the same decoded
 * picture with `convert('L')`, and `resize`, `ImageOps.fit` or `ImageOps.pad`.
 *
 * @throws Error if the file is damaged in any way that the decoder notices
 */
export async function decodePicture(file: Uint8Array, form: PictureForm): Promise<Uint8Array> {
  return pictureOf(await decodeRaster(file), form);
}

/** A decoded picture in the wanted form. */
export function pictureOf(raster: Raster, form: PictureForm): Uint8Array {
  const { pixels } = fitted(withChannels(onPaper(raster), form.channels), form);
  return form.inverted ? pixels.map((value) => 255 - value) : pixels;
}
