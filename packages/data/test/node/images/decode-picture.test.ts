import { fc, test } from '@fast-check/vitest';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture } from '../../../src/node/images/decode-picture.js';
import { pictureForm } from '../../../src/node/images/picture-form.js';
import { png } from '../fixtures.js';

const grey = (size: number, invert = false): ReturnType<typeof pictureForm> =>
  pictureForm('test', { size, channels: 1, invert });

describe('decodePicture', () => {
  test.prop([fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 16, maxLength: 16 })], { numRuns: 20 })(
    'gives the pixels of an image of the asked size as they are, and 255 minus them if inverted',
    async (pixels) => {
      const file = await png(pixels);
      expect(Array.from(await decodePicture(file, grey(4)))).toEqual(pixels);
      expect(Array.from(await decodePicture(file, grey(4, true)))).toEqual(pixels.map((value) => 255 - value));
    },
  );

  test.prop([fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })], {
    numRuns: 20,
  })('resizes an even image to an even image', async (value, from, to) => {
    expect(new Set(await decodePicture(await png(value, from), grey(to)))).toEqual(new Set([value]));
  });

  it('shrinks black and white to greys that keep the mean, as averaging does and picking pixels does not', async () => {
    const stripes = Array.from({ length: 64 }, (_, index) => (index % 2 === 0 ? 255 : 0));
    const pixels = await decodePicture(await png(stripes, 8), grey(4));
    expect(Array.from(pixels).reduce((sum, value) => sum + value, 0) / 16 / 255).toBeCloseTo(0.5, 1);
  });

  it('decodes JPEG and colour, channels last', async () => {
    const red = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#f00' } })
      .jpeg()
      .toBuffer();
    const pixels = await decodePicture(red, pictureForm('test', { size: 2 }));
    expect(pixels.length).toBe(12);
    expect(pixels[0]).toBeGreaterThan(250);
    expect(pixels[1]).toBeLessThan(5);
  });

  it('turns a grey image to colour when colour is asked for', async () => {
    expect(Array.from(await decodePicture(await png([10, 20, 30, 40], 2), pictureForm('test', { size: 2 })))).toEqual([
      10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 40, 40,
    ]);
  });

  it('lays transparent ink on white paper', async () => {
    const transparent = await png([0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 255], 2);
    expect(Array.from(await decodePicture(transparent, grey(2)))).toEqual([255, 0, 255, 0]);
  });

  it('turns a photo upright as its camera says', async () => {
    const pixels = Uint8Array.of(0, 255);
    const side = await sharp(pixels, { raw: { width: 2, height: 1, channels: 1 } })
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    expect(Array.from(await decodePicture(side, { ...grey(2), width: 1 }))).toEqual([0, 255]);
  });

  it('cuts off, pads or distorts images of another shape', async () => {
    const pixels = Uint8Array.of(0, 0, 100, 100, 0, 0, 0, 0, 100, 100, 0, 0);
    const wide = await sharp(pixels, { raw: { width: 6, height: 2, channels: 1 } })
      .png()
      .toBuffer();
    const decode = (fit: 'cover' | 'contain' | 'fill') => decodePicture(wide, { ...grey(2), fit });
    expect(Array.from(await decode('cover'))).toEqual([100, 100, 100, 100]);
    expect((await decode('fill'))[0]).toBeLessThan(60);
    expect(Array.from(await decodePicture(wide, { ...grey(6), fit: 'contain' })).slice(0, 6)).toEqual([
      255, 255, 255, 255, 255, 255,
    ]);
  });

  it('throws for a file that is cut short or no image', async () => {
    const file = await png(
      Array.from({ length: 1024 }, (_, index) => (index * 7919) % 256),
      32,
    );
    await expect(decodePicture(file.subarray(0, file.length / 2), grey(4))).rejects.toThrow();
    await expect(decodePicture(Uint8Array.of(1, 2, 3), grey(4))).rejects.toThrow();
  });

  it('refuses sizes and channels that are none', () => {
    expect(() => pictureForm('test', { size: [0, 4] })).toThrow(
      'test: size must be a height and a width in whole pixels, got [0, 4].',
    );
    expect(() => pictureForm('test', { size: 4, channels: 2 as 1 })).toThrow(
      'channels must be 1 (grey) or 3 (colour), got 2',
    );
  });
});
