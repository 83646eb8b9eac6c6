import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture } from '../../../../src/node/images/decode-picture.js';
import type { PictureForm } from '../../../../src/node/images/picture-form.js';
import { pictureForm } from '../../../../src/node/images/picture-form.js';

interface Golden {
  readonly pillow: string;
  readonly pictures: readonly {
    readonly width: number;
    readonly height: number;
    readonly pixels: string;
    readonly made: readonly (Pick<PictureForm, 'channels' | 'fit' | 'resample'> & {
      readonly size: readonly [number, number];
      readonly bytes: string;
    })[];
  }[];
}

const { pictures, pillow } = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as Golden;

describe.each(pictures)(`a picture of $width × $height, beside Pillow ${pillow}`, ({ width, height, pixels, made }) => {
  it.each(made)('$resample, $fit, $channels channels, to $size: the same pixels', async ({ bytes, ...options }) => {
    const raw = sharp(Buffer.from(pixels, 'base64'), { raw: { width, height, channels: 3 } });
    const decoded = await decodePicture(await raw.png().toBuffer(), pictureForm('test', options));
    expect(Array.from(decoded)).toEqual([...Buffer.from(bytes, 'base64')]);
  });
});
