import { decodeRaster } from './decode-raster.js';
import type { PictureForm } from './picture-form.js';
import { pictureOf } from './picture-of.js';

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
