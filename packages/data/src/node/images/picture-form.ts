import type { ImageForm } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';

/** How a picture of another shape is brought to size: `cover` cuts off what is too long, `contain` adds paper, `fill` distorts. */
export type Fit = 'cover' | 'contain' | 'fill';

/** The form that pictures are decoded to. */
export interface PictureForm extends ImageForm {
  readonly fit: Fit;
}

export interface PictureOptions {
  /** Height and width, or one number for both. */
  readonly size: number | readonly [height: number, width: number];
  /** 1 for grey, 3 for colour. Default 3. */
  readonly channels?: 1 | 3 | undefined;
  /** Dark on light becomes light on dark, as in Omniglot, where ink is 1. Default false. */
  readonly invert?: boolean | undefined;
  /** Default `cover`. */
  readonly fit?: Fit | undefined;
}

/** @throws InvalidOptionError if the size is not whole numbers of at least 1, or channels are neither 1 nor 3 */
export function pictureForm(
  where: string,
  { size, channels = 3, invert = false, fit = 'cover' }: PictureOptions,
): PictureForm {
  const [height, width] = typeof size === 'number' ? [size, size] : size;
  for (const length of [height, width]) {
    if (!Number.isInteger(length) || length < 1) {
      throw new InvalidOptionError(
        `${where}: size must be a height and a width in whole pixels, got [${height}, ${width}].`,
      );
    }
  }
  if (![1, 3].includes(channels))
    throw new InvalidOptionError(`${where}: channels must be 1 (grey) or 3 (colour), got ${String(channels)}.`);
  return { height, width, channels, inverted: invert, fit };
}

/** Bytes of one picture. */
export const pictureLength = ({ height, width, channels }: ImageForm): number => height * width * channels;
