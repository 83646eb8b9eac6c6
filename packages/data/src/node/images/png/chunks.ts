import { checksum } from './checksum.js';

/** What the header of a PNG file says. */
export interface Header {
  readonly width: number;
  readonly height: number;
  /** Bits a sample. */
  readonly depth: number;
  /** 0 grey, 2 colour, 3 palette, 4 grey and alpha, 6 colour and alpha. */
  readonly kind: number;
}

/** A PNG file of the plain kind. */
export interface Chunks {
  readonly header: Header;
  /** Red, green and blue of each entry; empty where there is no palette. */
  readonly palette: Uint8Array;
  /** Deflated lines. */
  readonly data: Uint8Array;
}

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

/** Chunks that say nothing about pixel values, or only how they look on a screen. */
const ignored = new Set([
  'gAMA',
  'cHRM',
  'sRGB',
  'iCCP',
  'cICP',
  'pHYs',
  'tIME',
  'tEXt',
  'zTXt',
  'iTXt',
  'bKGD',
  'hIST',
]);

/** The chunks of a PNG file, or nothing if it is no PNG, is damaged, or has what is not plain: interlaced lines, transparency by colour, an orientation, frames. */
export function readChunks(file: Uint8Array): Chunks | undefined {
  if (SIGNATURE.some((byte, at) => file[at] !== byte)) return undefined;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const data: Uint8Array[] = [];
  let header: Header | undefined;
  let palette: Uint8Array = new Uint8Array();
  for (let at = SIGNATURE.length; at + 12 <= file.length;) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > file.length || checksum(file.subarray(at + 4, end)) !== view.getUint32(end)) return undefined;
    const [name, content] = [nameAt(file, at + 4), file.subarray(at + 8, end)];
    if (name === 'IHDR') header = readHeader(content);
    else if (name === 'PLTE') palette = content;
    else if (name === 'IDAT') data.push(content);
    else if (name === 'IEND') return header && { header, palette, data: joined(data) };
    else if (!ignored.has(name)) return undefined;
    at = end + 4;
  }
  return undefined;
}

const nameAt = (file: Uint8Array, at: number): string => String.fromCharCode(...file.subarray(at, at + 4));

function readHeader(content: Uint8Array): Header | undefined {
  if (content.length !== 13) return undefined;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const [depth, kind, compression, filter, interlace] = content.subarray(8) as unknown as number[];
  if (compression !== 0 || filter !== 0 || interlace !== 0) return undefined;
  return { width: view.getUint32(0), height: view.getUint32(4), depth: depth as number, kind: kind as number };
}

const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
