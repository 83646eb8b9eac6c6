import { readSync, read as readCallback } from 'node:fs';
import { promisify } from 'node:util';
import { inflateRaw as inflateRawCallback, inflateRawSync } from 'node:zlib';
import type { PackedFile } from './zip-entries.js';

const read = promisify(readCallback);
const inflateRaw = promisify(inflateRawCallback);

/** An entry that cannot be read, and why. No error of core: threads that decode load this file, and core would take them longer than their work. */
export class UnreadableEntry extends Error {}

/** No image is larger; a small archive that unpacks to gigabytes is an attack. */
const LARGEST = 256 * 1024 * 1024;

/** Entries up to this size are read and unpacked at once: handing them to a thread costs several times more than the work. */
const SMALL = 32 * 1024;

const HEADER = 30;
/** Name and extra fields behind it are rarely longer. */
const REST = 256;
const SIGNATURE = 0x04034b50;

/**
 * The bytes of one entry of a zip archive, in one read of the file where its local header is as long as usual.
 *
 * @throws UnreadableEntry if it is too large, encrypted, packed in another way than deflate, or damaged
 */
export async function readZipEntry(file: number, entry: PackedFile): Promise<Uint8Array> {
  const { offset, packed, unpacked, method, encrypted } = entry;
  if (unpacked > LARGEST || packed > LARGEST)
    throw new UnreadableEntry(`it would unpack to ${Math.max(unpacked, packed)} bytes`);
  if (encrypted) throw new UnreadableEntry('it is encrypted. Unpack the archive with its password first');
  if (method !== 0 && method !== 8)
    throw new UnreadableEntry(
      `it is packed by method ${method} of zip; stored and deflated files are read. Pack it again`,
    );
  const guess = HEADER + REST;
  const bytes = await readAt(file, offset, guess + packed);
  if (bytes.length < HEADER || bytes.readUInt32LE(0) !== SIGNATURE)
    throw new UnreadableEntry('the archive has no file at its place: it is damaged');
  const start = HEADER + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
  const data = start > guess ? await readAt(file, offset + start, packed) : bytes.subarray(start, start + packed);
  if (data.length !== packed) throw new UnreadableEntry('the archive ends within it: it is truncated');
  return method === 0 ? Uint8Array.from(data) : unpack(data, unpacked);
}

async function readAt(file: number, position: number, length: number): Promise<Buffer> {
  const into = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const left = length - done;
    const bytesRead =
      length <= SMALL
        ? readSync(file, into, done, left, position + done)
        : (await read(file, into, done, left, position + done)).bytesRead;
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return into.subarray(0, done);
}

async function unpack(data: Buffer, length: number): Promise<Uint8Array> {
  const options = { maxOutputLength: Math.max(length, 1) };
  const unpacked = length <= SMALL ? inflateRawSync(data, options) : await inflateRaw(data, options);
  if (unpacked.length !== length)
    throw new UnreadableEntry(`it unpacks to ${unpacked.length} bytes, not ${length}: it is damaged`);
  return unpacked;
}
