import { inflateSync } from 'node:zlib';
import type { Raster } from '../raster.js';
import type { Chunks, Header } from './chunks.js';
import { readChunks } from './chunks.js';
import { unfilter } from './unfilter.js';

/** Samples a pixel, by PNG's kinds of colour. */
const samples: Readonly<Record<number, 1 | 2 | 3 | 4>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** More pixels than this are left to the decoder that has threads of its own. */
const MOST = 256 * 256;

/**
 * Decodes a small plain PNG file here and now: grey of 1 to 8 bits, palette, colour, with alpha or without, not interlaced. For the small
 * pictures of data sets this is some thirty times as fast as a call of the decoder that knows everything.
 *
 * @returns nothing if the file is anything else or damaged: the other decoder has the last word on it
 */
export function plainPng(file: Uint8Array): Raster | undefined {
  const chunks = readChunks(file);
  if (chunks === undefined || !isPlain(chunks)) return undefined;
  const { header } = chunks;
  const bits = header.depth * (samples[header.kind] as number);
  const stride = Math.ceil((header.width * bits) / 8);
  const lines = inflated(chunks.data, header.height * (stride + 1));
  if (lines === undefined || !unfilter(lines, stride, Math.max(1, bits >> 3))) return undefined;
  return rasterOf(chunks, lines, stride);
}

function isPlain({ header: { width, height, depth, kind }, palette }: Chunks): boolean {
  if (width === 0 || height === 0 || width * height > MOST) return false;
  if (kind === 0) return [1, 2, 4, 8].includes(depth);
  if (kind === 3) return [1, 2, 4, 8].includes(depth) && palette.length > 0 && palette.length % 3 === 0;
  return depth === 8 && kind in samples;
}

function inflated(data: Uint8Array, length: number): Uint8Array | undefined {
  try {
    // One byte more than there should be: then the end is seen without another round.
    const lines = inflateSync(data, { chunkSize: Math.max(64, length + 1), maxOutputLength: length + 1 });
    return lines.length === length ? lines : undefined;
  } catch {
    return undefined;
  }
}

function rasterOf({ header, palette }: Chunks, lines: Uint8Array, stride: number): Raster | undefined {
  const { width, height, kind, depth } = header;
  if (kind !== 0 && kind !== 3)
    return { width, height, channels: samples[kind] as 2 | 3 | 4, pixels: withoutNames(lines, stride) };
  const values = depth === 8 ? withoutNames(lines, stride) : unpacked(header, lines, stride);
  if (kind === 3) return coloured({ width, height, channels: 1, pixels: values }, palette);
  return { width, height, channels: 1, pixels: values };
}

/** The bytes of the lines without those that name their filters. */
function withoutNames(lines: Uint8Array, stride: number): Uint8Array {
  const pixels = new Uint8Array((lines.length / (stride + 1)) * stride);
  for (let from = 1, to = 0; from < lines.length; from += stride + 1, to += stride)
    pixels.set(lines.subarray(from, from + stride), to);
  return pixels;
}

/** Samples of 1, 2 or 4 bits, the first in the highest bits: grey in steps up to 255, or places in the palette. */
function unpacked({ width, height, depth, kind }: Header, lines: Uint8Array, stride: number): Uint8Array {
  const unit = kind === 3 ? 1 : 255 / ((1 << depth) - 1);
  // Bytes of ones are white paper, which most of a drawing is: they are passed over.
  const white = kind === 3 ? undefined : 255;
  const pixels = new Uint8Array(width * height).fill(white ?? 0);
  const each = 8 / depth;
  for (let y = 0; y < height; y += 1) {
    const [start, row] = [y * (stride + 1) + 1, y * width];
    for (let at = 0; at < stride; at += 1) {
      const packed = lines[start + at] as number;
      if (packed !== white) spread(packed, depth, unit, pixels, row + at * each, Math.min(each, width - at * each));
    }
  }
  return pixels;
}

/** The first `count` samples of a byte. */
function spread(packed: number, depth: number, unit: number, pixels: Uint8Array, to: number, count: number): void {
  const mask = (1 << depth) - 1;
  for (let at = 0, shift = 8 - depth; at < count; at += 1, shift -= depth)
    pixels[to + at] = ((packed >> shift) & mask) * unit;
}

function coloured(places: Raster, palette: Uint8Array): Raster | undefined {
  const pixels = new Uint8Array(3 * places.pixels.length);
  for (let at = 0; at < places.pixels.length; at += 1) {
    const entry = 3 * (places.pixels[at] as number);
    if (entry >= palette.length) return undefined;
    pixels[3 * at] = palette[entry] as number;
    pixels[3 * at + 1] = palette[entry + 1] as number;
    pixels[3 * at + 2] = palette[entry + 2] as number;
  }
  return { ...places, channels: 3, pixels };
}
