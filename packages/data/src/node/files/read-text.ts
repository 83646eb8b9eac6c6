import { readFile } from 'node:fs/promises';
import { InvalidDataError } from '@innerloop/core';
import { reasonOf } from './file-tree.js';

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/**
 * The text of a file that people or their tools wrote: UTF-8 or UTF-16, with a byte-order mark or without, which is left out.
 *
 * @param where  who asks: errors begin with it
 * @throws InvalidDataError if the file cannot be read, or its bytes are no text in UTF-8 or UTF-16
 */
export async function readText(where: string, path: string): Promise<string> {
  try {
    return decodeText(await readFile(path));
  } catch (cause) {
    throw new InvalidDataError(`${where}: '${path}' cannot be read as text (${reasonOf(cause)}).`, { cause });
  }
}

/**
 * Bytes as text: UTF-8 or UTF-16 by their byte-order mark. Without a mark they are UTF-16 if at least half of
 * either the first or the second bytes of the first 32 characters are 0, and none of the others: text in UTF-8 has no such byte.
 *
 * @throws InvalidDataError if the bytes are no such text: nothing is replaced by question marks
 */
export function decodeText(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  const text = decode(bytes, encoding);
  if (!text.includes('\0')) return text;
  throw new InvalidDataError('it has bytes that are 0, so it is no text in UTF-8 or UTF-16. Save it as UTF-8');
}

function decode(bytes: Uint8Array, encoding: Encoding): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InvalidDataError(`it is not text in ${encoding.slice(0, 6).toUpperCase()}. Save it as UTF-8`, { cause });
  }
}

function encodingOf(bytes: Uint8Array): Encoding {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (bytes.length % 2 === 1 || bytes.length === 0) return 'utf-8';
  const [even, odd] = zerosOf(bytes.subarray(0, 64));
  const many = Math.min(bytes.length, 64) / 4;
  if (even === 0 && odd >= many) return 'utf-16le';
  return odd === 0 && even >= many ? 'utf-16be' : 'utf-8';
}

/** How many bytes at even and at odd places are 0. */
function zerosOf(bytes: Uint8Array): readonly [even: number, odd: number] {
  const zeros: [number, number] = [0, 0];
  bytes.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2 === 0 ? 0 : 1] += 1;
  });
  return zeros;
}
