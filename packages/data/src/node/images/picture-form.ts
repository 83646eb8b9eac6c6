import type { ImageForm } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';

/** How a picture of another shape is brought to size: `cover` cuts off what is too long, `contain` adds paper, `fill` distorts. */
export type Fit = NonNullable<ImageForm['fit']>;

/**
 * The filter that pictures are brought to size with. `nearest` picks pixels; the others weigh all pixels that an output pixel covers:
 * `box` evenly, `bilinear` by a triangle of radius 1, `bicubic` by Keys' cubic of radius 2 (a = −1/2), `lanczos` by a windowed sinc of
 * radius 3; radii are in output pixels when shrinking, in input pixels when enlarging.
 */
export type Resample = NonNullable<ImageForm['resample']>;

/** The form that pictures are decoded to. */
export interface PictureForm extends Omit<ImageForm, 'range'> {
  readonly fit: Fit;
  readonly resample: Resample;
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
  /** Default `lanczos`, which miniImageNet's published pictures were made with. */
  readonly resample?: Resample | undefined;
}

const fits: readonly Fit[] = ['cover', 'contain', 'fill'];
const filters: readonly Resample[] = ['nearest', 'box', 'bilinear', 'bicubic', 'lanczos'];

/** @throws InvalidOptionError if the size is not whole numbers of at least 1, channels are neither 1 nor 3, or fit or filter is unknown */
export function pictureForm(
  where: string,
  { size, channels = 3, invert = false, fit = 'cover', resample = 'lanczos' }: PictureOptions,
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
  requireOne(where, 'fit', fit, fits);
  requireOne(where, 'resample', resample, filters);
  return { height, width, channels, inverted: invert, fit, resample };
}

function requireOne(where: string, option: string, value: string, known: readonly string[]): void {
  if (known.includes(value)) return;
  throw new InvalidOptionError(`${where}: ${option} must be one of ${known.join(', ')}, got '${value}'.`);
}

/** Bytes of one picture. */
export const pictureLength = ({ height, width, channels }: ImageForm): number => height * width * channels;
