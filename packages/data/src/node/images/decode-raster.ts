import { pictureDecoder } from './decoder.js';
import { plainPng } from './png/plain-png.js';
import type { Raster } from './raster.js';

/** What a sample may be: others have no agreed black and white. */
const depths: readonly string[] = ['uchar', 'ushort'];

/**
 * Decodes a picture file: upright as its camera says, eight bits a channel, at its own size. Of a file with several frames or pages, the first.
 *
 * Sixteen bits keep the upper eight. CMYK is brought to sRGB by its profile. Other colour profiles are not looked at, as
 * the libraries do that the published data sets were made with.
 *
 * @throws Error if the file is damaged in any way that the decoder notices, or its samples are no whole numbers of 8 or 16 bits
 */
export async function decodeRaster(file: Uint8Array): Promise<Raster> {
  return plainPng(file) ?? (await anyRaster(file));
}

/** A picture of any format that the decoder reads. */
export async function anyRaster(file: Uint8Array): Promise<Raster> {
  const sharp = await pictureDecoder();
  const { space, depth, hasAlpha } = await sharp(file, { failOn: 'warning' }).metadata();
  if (!depths.includes(depth))
    throw new Error(`its samples are of the type ${depth}, not whole numbers of 8 or 16 bits; convert it first`);
  const upright = sharp(file, { failOn: 'warning', ignoreIcc: space !== 'cmyk' }).autoOrient();
  // Grey as the decoder's own colour space would lose transparency.
  const grey = space === 'b-w' && !hasAlpha;
  const raw = upright.toColourspace(grey ? 'b-w' : 'srgb').raw({ depth: 'uchar' });
  const { data, info } = await raw.toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, pixels: data };
}
