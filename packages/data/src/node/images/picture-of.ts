import { onPaper, withChannels } from './colour.js';
import { fitted } from './fitted.js';
import type { PictureForm } from './picture-form.js';
import type { Raster } from './raster.js';

/** A decoded picture in the wanted form. */
export function pictureOf(raster: Raster, form: PictureForm): Uint8Array {
  const { pixels } = fitted(withChannels(onPaper(raster), form.channels), form);
  if (!form.inverted) return pixels;
  const inverted = new Uint8Array(pixels.length);
  for (let at = 0; at < pixels.length; at += 1) inverted[at] = 255 - (pixels[at] as number);
  return inverted;
}
