import type { OpaqueRaster } from '../raster.js';
import type { Side } from './taps.js';
import { scaleOf } from './taps.js';

/** Each output pixel is the input pixel that its centre lies in. */
export function nearest(source: OpaqueRaster, across: Side, down: Side): OpaqueRaster {
  const { channels, pixels } = source;
  const [columns, rows] = [placesOf(across), placesOf(down)];
  const made = new Uint8Array(columns.length * rows.length * channels);
  let to = 0;
  for (const row of rows) {
    for (const column of columns) {
      const from = (row * source.width + column) * channels;
      for (let channel = 0; channel < channels; channel += 1) made[to + channel] = pixels[from + channel] as number;
      to += channels;
    }
  }
  return { width: columns.length, height: rows.length, channels, pixels: made };
}

/** Steps are added up, not multiplied: a centre on the border of two pixels then falls to the same side as in Pillow. */
function placesOf(side: Side): Int32Array {
  const step = scaleOf(side);
  const places = new Int32Array(side.size);
  let centre = Math.fround(side.span[0]) + step * 0.5;
  for (let at = 0; at < side.size; at += 1, centre += step) places[at] = Math.min(side.length - 1, Math.trunc(centre));
  return places;
}
