import { InvalidDataError } from '@innerloop/core';
import { entryName } from './entry-name.js';

/** A file in a zip archive, as the archive's directory has it. */
export interface ZipEntry {
  readonly name: string;
  /** Of its local header, from the beginning of the archive. */
  readonly offset: number;
  /** Bytes in the archive. */
  readonly packed: number;
  readonly unpacked: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  /** CRC-32 of what is unpacked. */
  readonly checksum: number;
}

/** So many bytes from a place of the archive: whoever has the archive gives these bytes back, or fewer where it ends. */
export interface Wanted {
  readonly from: number;
  readonly length: number;
}

/** Asks for bytes until all entries are told; who answers may do so at once, from memory, or later, from a file. */
export type ZipReading = Generator<Wanted, void, Uint8Array>;

const signatures = { end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50, entry: 0x02014b50 };
const sizes = { end: 22, end64: 56, locator64: 20, entry: 46 };
const unknown32 = 0xffffffff;

/** Bytes of the directory that are asked for at once: more than any entry has, and far fewer than half a million have. */
const WINDOW = 1024 * 1024;

/**
 * Reads the directory of a zip archive, with 64-bit sizes and places (zip64) where it has them, whichever way its bytes are had.
 *
 * @param size  of the archive in bytes
 * @param found  told of each entry, in the order of the directory
 * @throws InvalidDataError with the reason alone, if this is no archive, it is one part of several, or its directory is damaged
 * @see PKWARE, "APPNOTE.TXT: .ZIP File Format Specification", 6.3.10, §4.3 and §4.5.3
 */
export function* zipDirectory(size: number, found: (entry: ZipEntry) => void): ZipReading {
  const { count, start, length } = yield* directoryOf(size);
  const end = start + length;
  if (end > size) throw damaged('its directory goes beyond its end');
  let entries = 0;
  for (let at = start; at < end;) {
    const view = viewOf(yield { from: at, length: Math.min(WINDOW, end - at) });
    let read = 0;
    for (let next = entryLength(view, read); next !== undefined; next = entryLength(view, read)) {
      found(entryAt(view, read));
      entries += 1;
      read += next;
    }
    if (read === 0) throw damaged('an entry of its directory is cut off');
    at += read;
  }
  // Writers without zip64 count in 16 bits, and begin again.
  if (entries !== count && entries % 0x10000 !== count)
    throw damaged(`it has ${entries} entries, and tells of ${count}`);
}

const damaged = (reason: string): InvalidDataError => new InvalidDataError(reason);

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

interface Directory {
  readonly count: number;
  readonly start: number;
  readonly length: number;
}

function* directoryOf(size: number): Generator<Wanted, Directory, Uint8Array> {
  // A comment of up to 65,535 bytes may follow the end record.
  const length = Math.min(size, sizes.locator64 + sizes.end + 0xffff);
  const tail = viewOf(yield { from: size - length, length });
  const at = endRecord(tail);
  if (at === undefined) throw damaged('there is no directory at its end');
  const locator = at - sizes.locator64;
  if (locator >= 0 && tail.getUint32(locator, true) === signatures.locator64) {
    const record = viewOf(yield { from: wide(tail, locator + 8), length: sizes.end64 });
    if (record.byteLength < sizes.end64 || record.getUint32(0, true) !== signatures.end64)
      throw damaged('the end of its directory is not where it should be');
    requireWhole(record.getUint32(16, true));
    return { count: wide(record, 32), start: wide(record, 48), length: wide(record, 40) };
  }
  requireWhole(tail.getUint16(at + 4, true));
  const [count, start] = [tail.getUint16(at + 10, true), tail.getUint32(at + 16, true)];
  return { count, start, length: tail.getUint32(at + 12, true) };
}

/** Where the end record begins: its comment ends with the archive, unless bytes were added behind it. */
function endRecord(tail: DataView): number | undefined {
  let other: number | undefined;
  for (let at = tail.byteLength - sizes.end; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== signatures.end) continue;
    const left = tail.byteLength - sizes.end - at - tail.getUint16(at + 20, true);
    if (left === 0) return at;
    if (left > 0) other ??= at;
  }
  return other;
}

function requireWhole(disk: number): void {
  if (disk === 0) return;
  throw damaged(`it is one part of an archive of several, number ${disk + 1}; make one archive of them`);
}

const wide = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

/** Bytes of the entry at a place, or nothing if they are not all there. */
function entryLength(view: DataView, at: number): number | undefined {
  if (at + sizes.entry > view.byteLength) return undefined;
  if (view.getUint32(at, true) !== signatures.entry) throw damaged('its directory has something other than entries');
  const length =
    sizes.entry + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  return at + length > view.byteLength ? undefined : length;
}

function entryAt(view: DataView, at: number): ZipEntry {
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  const start = at + sizes.entry;
  const nameLength = view.getUint16(at + 28, true);
  const raw = new Uint8Array(view.buffer, view.byteOffset + start, nameLength);
  const extra = extraFields(view, start + nameLength, view.getUint16(at + 30, true));
  // The field of zip64 has those numbers only that the entry itself could not hold, in this order.
  const field = extra.get(1);
  let place = 0;
  const number = (of: number): number => {
    const narrow = view.getUint32(at + of, true);
    if (narrow !== unknown32 || field === undefined) return narrow;
    if (place + 8 > field.byteLength) throw damaged('an entry of zip64 lacks its size or place');
    return wide(field, (place += 8) - 8);
  };
  const [unpacked, packed, offset] = [number(24), number(20), number(42)];
  const encrypted = (flags & 1) === 1;
  const name = entryName(raw, { utf8: (flags & 0x800) !== 0, unicodePath: extra.get(0x7075) });
  if (method === 0 && packed !== unpacked + (encrypted ? 12 : 0))
    throw damaged(`'${name}' is stored as ${packed} bytes, and has ${unpacked}`);
  return { name, offset, packed, unpacked, method, encrypted, checksum: view.getUint32(at + 16, true) };
}

/** The extra fields of an entry by their numbers; the first of a number counts. */
function extraFields(view: DataView, start: number, length: number): ReadonlyMap<number, DataView> {
  const fields = new Map<number, DataView>();
  for (let at = start; at + 4 <= start + length;) {
    const [id, size] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    if (at + 4 + size > start + length) break;
    if (!fields.has(id)) fields.set(id, new DataView(view.buffer, view.byteOffset + at + 4, size));
    at += 4 + size;
  }
  return fields;
}
