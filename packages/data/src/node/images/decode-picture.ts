import sharp from 'sharp';
import type { PictureForm } from './picture-form.js';
import { pictureLength } from './picture-form.js';

/**
 * Decodes a PNG or JPEG file to bytes `[height, width, channels]`.
 *
 * Turned upright as its camera says, laid on white paper where it is transparent, resized with the Lanczos kernel (support 3, widened
 * when shrinking, so every pixel is a weighted mean of what it covers), inverted if asked.
 *
 * @throws Error if the file is damaged in any way that the decoder notices
 */
export async function decodePicture(file: Uint8Array, form: PictureForm): Promise<Uint8Array> {
  const { height, width, channels, inverted, fit } = form;
  const paper = { r: 255, g: 255, b: 255 };
  const upright = sharp(file, { failOn: 'warning' }).autoOrient().flatten({ background: paper });
  const resized = upright.resize(width, height, { fit, kernel: 'lanczos3', background: paper });
  const coloured = resized.toColourspace(channels === 1 ? 'b-w' : 'srgb');
  const pixels = await (inverted ? coloured.negate() : coloured).raw({ depth: 'uchar' }).toBuffer();
  if (pixels.length !== pictureLength(form))
    throw new Error(`it decodes to ${pixels.length} bytes, not ${pictureLength(form)}`);
  return pixels;
}
