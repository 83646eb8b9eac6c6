import { fromByteArray, toByteArray } from 'base64-js';
import type { Pixels } from '../../figures/pixels.js';
import { markup, trusted } from './markup.js';
import type { Markup } from './markup.js';

/** Draws an image as an `<img>` element with these words for those who do not see it. */
export type Picture = (pixels: Pixels, words: string) => Markup;

/** Loads the PNG encoder, and gives what draws images. One channel is ink: 1 is drawn dark on a light page, light on a dark one. */
export async function pictures(): Promise<Picture> {
  const { encode } = await import('fast-png');
  return ({ width, height, channels, bytes }, words) => {
    const ink = channels === 1;
    const values = toByteArray(bytes);
    const data = ink ? values.map((value) => 255 - value) : values;
    const png = fromByteArray(encode({ width, height, channels, data }));
    const address = trusted(`data:image/png;base64,${png}`);
    return markup`<img
      class="${ink ? 'ink' : 'photo'}"
      src="${address}"
      alt="${words}"
      width="${width}"
      height="${height}"
    />`;
  };
}
