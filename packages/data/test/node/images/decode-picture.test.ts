import { fc, test } from '@fast-check/vitest';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture } from '../../../src/node/images/decode-picture.js';
import { pictureForm } from '../../../src/node/images/picture-form.js';
import { png } from '../fixtures.js';

const grey = (size: number, invert = false): ReturnType<typeof pictureForm> =>
  pictureForm('test', { size, channels: 1, invert });

/** A TIFF file of one row of grey floats. */
function floatTiff(values: readonly number[]): Uint8Array {
  const tags = [
    [256, 4, values.length],
    [257, 4, 1],
    [258, 3, 32],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 8],
    [277, 3, 1],
    [278, 4, 1],
    [279, 4, 4 * values.length],
    [339, 3, 3],
  ] as const;
  const start = 8 + 4 * values.length;
  const file = Buffer.alloc(start + 2 + 12 * tags.length + 4);
  file.write('II*', 0, 'latin1');
  file.writeUInt32LE(start, 4);
  values.forEach((value, at) => file.writeFloatLE(value, 8 + 4 * at));
  file.writeUInt16LE(tags.length, start);
  tags.forEach(([tag, type, value], at) => {
    const place = start + 2 + 12 * at;
    file.writeUInt16LE(tag, place);
    file.writeUInt16LE(type, place + 2);
    file.writeUInt32LE(1, place + 4);
    file.writeUInt32LE(value, place + 8);
  });
  return file;
}

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

  it('lays transparent grey on white paper in every format that has it', async () => {
    const half = sharp(Uint8Array.of(100, 128), { raw: { width: 1, height: 1, channels: 2 } });
    const files = [
      half.clone().png(),
      half.clone().png({ progressive: true }),
      half.clone().webp({ lossless: true }),
      half.clone().tiff({ compression: 'deflate' }),
    ];
    for (const file of files) expect(Array.from(await decodePicture(await file.toBuffer(), grey(1)))).toEqual([177]);
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

  it.each([
    ['fill', 8],
    ['fill', 32],
    ['cover', 84],
    ['contain', 33],
  ] as const)('keeps the middle in the middle: %s to %s pixels', async (fit, size) => {
    const square = Array.from({ length: 256 }, (_, at) =>
      Math.abs((at % 16) - 7.5) < 2 && Math.abs((at >> 4) - 7.5) < 2 ? 255 : 0,
    );
    const pixels = await decodePicture(await png(square, 16), { ...grey(size), fit });
    let [sum, across, down] = [0, 0, 0];
    pixels.forEach((value, at) => {
      sum += value;
      across += value * ((at % size) + 0.5);
      down += value * (Math.floor(at / size) + 0.5);
    });
    expect(across / sum / size).toBeCloseTo(0.5, 3);
    expect(down / sum / size).toBeCloseTo(0.5, 3);
  });

  it.each([
    ['#0f0', 150],
    ['#f00', 76],
    ['#00f', 29],
    ['#fff', 255],
  ])('weighs the colours of %s as Rec. 601 does', async (background, right) => {
    const colour = sharp({ create: { width: 2, height: 2, channels: 3, background } });
    for (const file of [await colour.png().toBuffer(), await colour.webp({ lossless: true }).toBuffer()])
      expect(Array.from(await decodePicture(file, grey(2)))).toEqual([right, right, right, right]);
  });

  it('keeps the upper eight of sixteen bits, in grey and in colour', async () => {
    const deep = Uint16Array.of(0, 0x1234, 0x80ff, 0xffff);
    for (const space of ['grey16', 'rgb16'] as const) {
      const file = await sharp(deep, { raw: { width: 2, height: 2, channels: 1 } })
        .toColourspace(space)
        .png()
        .toBuffer();
      expect(Array.from(await decodePicture(file, grey(2)))).toEqual([0, 0x12, 0x80, 0xff]);
    }
  });

  it('brings CMYK to colours: ink takes light away', async () => {
    const paper = sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } });
    const file = await paper.toColourspace('cmyk').jpeg().toBuffer();
    const pixels = await decodePicture(file, pictureForm('test', { size: 2 }));
    for (const value of pixels) expect(value).toBeGreaterThan(240);
  });

  it('does not look at the profile of a colour picture', async () => {
    const background = { r: 200, g: 30, b: 60 };
    const file = await sharp({ create: { width: 8, height: 8, channels: 3, background } })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const { data } = await sharp(file, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
    expect(Array.from(await decodePicture(file, pictureForm('test', { size: 8 })))).toEqual([...data]);
  });

  it('refuses pixels without an agreed black and white', async () => {
    await expect(decodePicture(floatTiff([0, 0.25, 0.5, 1]), grey(2))).rejects.toThrow(
      'its samples are of the type float, not whole numbers of 8 or 16 bits; convert it first',
    );
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
    expect(() => pictureForm('test', { size: 4, resample: 'cubic' as 'bicubic' })).toThrow(
      "test: resample must be one of nearest, box, bilinear, bicubic, lanczos, got 'cubic'.",
    );
    expect(() => pictureForm('test', { size: 4, fit: 'crop' as 'cover' })).toThrow(
      "test: fit must be one of cover, contain, fill, got 'crop'.",
    );
  });
});
