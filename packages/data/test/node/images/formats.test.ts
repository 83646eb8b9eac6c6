import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture } from '../../../src/node/images/decode-picture.js';
import {
  extensionOf,
  isPicture,
  isUnreadablePicture,
  readableExtensions,
  unreadableExtensions,
} from '../../../src/node/images/formats.js';
import { pictureForm } from '../../../src/node/images/picture-form.js';

const writers = { png: 'png', apng: 'png', jpg: 'jpeg', jpeg: 'jpeg', jpe: 'jpeg', jfif: 'jpeg', tif: 'tiff' } as const;

describe('formats', () => {
  it.each(readableExtensions)('%s is read', async (extension) => {
    const name = extension.slice(1);
    const format = name in writers ? writers[name as keyof typeof writers] : (name as 'webp');
    const pixels = sharp({ create: { width: 16, height: 16, channels: 3, background: '#888' } });
    const file = await pixels.toFormat(format).toBuffer();
    const decoded = await decodePicture(file, pictureForm('test', { size: 4 }));
    for (const value of decoded) expect(Math.abs(value - 0x88)).toBeLessThanOrEqual(2);
    expect(isPicture(`a/b${extension.toUpperCase()}`)).toBe(true);
  });

  it('has every extension of a format that the decoder reads from memory, but SVG', () => {
    const formats: readonly { input: { buffer: boolean; fileSuffix?: string[] } }[] = Object.values({
      ...sharp.format,
    });
    const known = formats.flatMap(({ input }) => (input.buffer ? (input.fileSuffix ?? []) : []));
    const expected = known.filter((suffix) => !suffix.startsWith('.svg'));
    expect(expected.length).toBeGreaterThan(8);
    expect(expected.filter((suffix) => !isPicture(`x${suffix}`))).toEqual([]);
  });

  it('tells pictures that are not read from files that are no pictures', () => {
    expect(unreadableExtensions.filter(isPicture)).toEqual([]);
    expect(['a.BMP', 'b/c.pgm', 'c.heic', 'logo.svg'].every(isUnreadablePicture)).toBe(true);
    expect(['notes.txt', 'png', 'a.png/readme', '.png'].filter((x) => isPicture(x) || isUnreadablePicture(x))).toEqual(
      [],
    );
    expect(extensionOf('a.b/c.tar.GZ')).toBe('.gz');
  });
});
