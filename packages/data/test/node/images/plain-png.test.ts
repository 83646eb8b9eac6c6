import { fc, test } from '@fast-check/vitest';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { anyRaster } from '../../../src/node/images/decode-raster.js';
import { onPaper, withChannels } from '../../../src/node/images/colour.js';
import { checksum } from '../../../src/node/images/png/checksum.js';
import { plainPng } from '../../../src/node/images/png/plain-png.js';
import type { Raster } from '../../../src/node/images/raster.js';

interface Handmade {
  readonly kind: number;
  readonly depth: number;
  readonly width: number;
  readonly height: number;
}

function chunk(name: string, content: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32BE(content.length, 0);
  numbers.writeUInt32BE(checksum(named), 4);
  return Buffer.concat([numbers.subarray(0, 4), named, numbers.subarray(4)]);
}

/** A PNG file of any bytes: each line has one of the five filters. */
function handmade({ kind, depth, width, height }: Handmade, seed: number): Buffer {
  const samples = [1, 0, 3, 1, 2, 0, 4][kind] as number;
  const stride = Math.ceil((width * depth * samples) / 8);
  const lines = Uint8Array.from({ length: height * (stride + 1) }, (_, at) => {
    const mixed = Math.imul(at + seed, 2654435761) >>> 13;
    return at % (stride + 1) === 0 ? mixed % 5 : mixed & 255;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, kind], 8);
  const palette = Uint8Array.from({ length: 3 * 2 ** depth }, (_, at) => (at * 37) % 256);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    ...(kind === 3 ? [chunk('PLTE', palette)] : []),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', new Uint8Array()),
  ]);
}

type Options = Parameters<ReturnType<typeof sharp>['png']>[0];

const written = (
  width: number,
  height: number,
  channels: 1 | 2 | 3 | 4,
  seed: number,
  options: Options,
): Promise<Buffer> => {
  const smooth = Uint8Array.from({ length: width * height * channels }, (_, at) => (at * seed + (at >> 3) * 7) % 256);
  return sharp(smooth, { raw: { width, height, channels } }).png(options).toBuffer();
};

/** Red, green and blue on white paper: the decoders may differ in the channels that they say grey with. */
const colours = (raster: Raster): readonly number[] => [...withChannels(onPaper(raster), 3).pixels];

const forms: Readonly<Record<string, Options>> = {
  'every filter of lines': { adaptiveFiltering: true },
  'no filter': { adaptiveFiltering: false },
  'a palette of 256': { palette: true },
  'a palette of 16': { palette: true, colours: 16, dither: 0 },
  'a palette of 2': { palette: true, colours: 2, dither: 0 },
};

describe('plainPng', () => {
  for (const [name, options] of Object.entries(forms)) {
    test.prop(
      [
        fc.integer({ min: 1, max: 21 }),
        fc.integer({ min: 1, max: 21 }),
        fc.constantFrom(1, 2, 3, 4),
        fc.integer({ min: 1, max: 99 }),
      ],
      {
        numRuns: 12,
      },
    )(`gives the pixels that the other decoder gives: ${name}`, async (width, height, channels, seed) => {
      const file = await written(width, height, channels, seed, options);
      const raster = plainPng(file);
      if (raster === undefined) expect(file.includes('tRNS')).toBe(true);
      else expect(colours(raster)).toEqual(colours(await anyRaster(file)));
    });
  }

  const kinds = fc.constantFrom([0, 1], [0, 2], [0, 4], [0, 8], [2, 8], [4, 8], [6, 8], [3, 1], [3, 4], [3, 8]);
  test.prop([kinds, fc.integer({ min: 1, max: 19 }), fc.integer({ min: 1, max: 6 }), fc.nat()], { numRuns: 60 })(
    'undoes every filter of lines in every kind of colour as the other decoder does',
    async ([kind = 0, depth = 8], width, height, seed) => {
      const file = handmade({ kind, depth, width, height }, seed);
      const raster = plainPng(file);
      expect(raster).toBeDefined();
      expect(colours(raster as Raster)).toEqual(colours(await anyRaster(file)));
    },
  );

  it('leaves to the other decoder what is not plain', async () => {
    const pixels = sharp({ create: { width: 9, height: 9, channels: 3, background: '#123' } });
    const plain = await pixels.png().toBuffer();
    expect(plainPng(plain)).toBeDefined();
    const others = [
      await pixels.png({ progressive: true }).toBuffer(),
      await pixels.toColourspace('rgb16').png().toBuffer(),
      await pixels.withMetadata({ orientation: 6 }).png().toBuffer(),
      await pixels.jpeg().toBuffer(),
      await sharp({ create: { width: 257, height: 257, channels: 3, background: '#123' } })
        .png()
        .toBuffer(),
    ];
    expect(others.map(plainPng)).toEqual(others.map(() => undefined));
  });

  test.prop([fc.nat(), fc.integer({ min: 1, max: 255 })], { numRuns: 60 })(
    'never reads a file with a changed byte differently from the other decoder',
    async (place, change) => {
      const file = Uint8Array.from(await written(6, 5, 3, 31, {}));
      const at = place % file.length;
      file[at] = (file[at] as number) ^ change;
      const raster = plainPng(file);
      if (raster !== undefined) expect(colours(raster)).toEqual(colours(await anyRaster(file)));
    },
  );

  it('reads no file that is cut short', async () => {
    const file = await written(6, 5, 3, 31, {});
    for (let length = 0; length < file.length; length += 1) expect(plainPng(file.subarray(0, length))).toBeUndefined();
  });
});
