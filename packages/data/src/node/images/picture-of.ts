import { onPaper, withChannels } from './colour.js';
import { fitted } from './fitted.js';
import type { PictureForm } from './picture-form.js';
import type { Raster } from './raster.js';

/** A decoded picture in the wanted form. */
export function pictureOf(raster: Raster, form: PictureForm): Uint8Array {
  const { pixels } = fitted(withChannels(onPaper(raster), form.channels), form);
  return form.inverted ? pixels.map((value) => 255 - value) : pixels;
}
