import { InvalidDataError } from '@innerloop/core';

/** A file in a zip archive, as its directory has it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 is stored, 8 is deflate. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly checksum: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const signatures = { end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50, entry: 0x02014b50, local: 0x04034b50 };
const unknown32 = 0xffffffff;

/**
 * The directory of a zip archive, with 64-bit sizes and places (zip64) where it has them.
 *
 * @throws InvalidDataError if the bytes are no archive, or its directory is damaged
 * @see PKWARE, "APPNOTE.TXT: .ZIP File Format Specification", 6.3.10, §4.3 and §4.5.3
 */
export function zipEntries(name: string, bytes: Uint8Array): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    const { count, start } = directoryOf(name, view);
    const entries: ZipEntry[] = [];
    for (let at = start; entries.length < count;) {
      if (view.getUint32(at, true) !== signatures.entry) throw damaged(name);
      entries.push(entryAt(view, at));
      at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
    return entries;
  } catch (error) {
    if (error instanceof RangeError) throw damaged(name, error);
    throw error;
  }
}

/** Where the bytes of an entry begin: its local header has lengths of its own. */
export function startOf(name: string, bytes: Uint8Array, { offset }: ZipEntry): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== signatures.local) throw damaged(name);
  return offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
}

export const damaged = (name: string, cause?: unknown): InvalidDataError =>
  new InvalidDataError(`${name}: the archive is damaged or was not copied whole.`, { cause });

function directoryOf(name: string, view: DataView): { readonly count: number; readonly start: number } {
  // The end record is 22 bytes, and a comment of up to 65,535 may follow.
  let end = view.byteLength - 22;
  while (end >= Math.max(0, view.byteLength - 22 - 0xffff) && view.getUint32(end, true) !== signatures.end) end -= 1;
  if (end < 0 || view.getUint32(end, true) !== signatures.end) {
    throw new InvalidDataError(
      `${name}: this is no zip archive (.npz), or it was not copied whole. Save it with numpy.savez.`,
    );
  }
  const locator = end - 20;
  if (locator >= 0 && view.getUint32(locator, true) === signatures.locator64) {
    const record = Number(view.getBigUint64(locator + 8, true));
    if (view.getUint32(record, true) !== signatures.end64) throw damaged(name);
    return { count: Number(view.getBigUint64(record + 32, true)), start: Number(view.getBigUint64(record + 48, true)) };
  }
  return { count: view.getUint16(end + 10, true), start: view.getUint32(end + 16, true) };
}

function entryAt(view: DataView, at: number): ZipEntry {
  const [nameLength, extraLength] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true)];
  const wide = wideNumbers(view, at + 46 + nameLength, extraLength);
  // The extra field has those numbers only that the entry itself could not hold, in this order.
  const number = (place: number): number => {
    const narrow = view.getUint32(at + place, true);
    return narrow === unknown32 ? (wide.shift() ?? narrow) : narrow;
  };
  const size = number(24);
  const compressedSize = number(20);
  return {
    name: new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength)),
    method: view.getUint16(at + 10, true),
    encrypted: (view.getUint16(at + 8, true) & 1) === 1,
    checksum: view.getUint32(at + 16, true),
    compressedSize,
    size,
    offset: number(42),
  };
}

/** The 64-bit numbers of the zip64 field among the extra fields of an entry. */
function wideNumbers(view: DataView, start: number, length: number): number[] {
  for (let at = start; at + 4 <= start + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    const count = Math.floor(view.getUint16(at + 2, true) / 8);
    return Array.from({ length: Math.min(count, 3) }, (_, index) =>
      Number(view.getBigUint64(at + 4 + index * 8, true)),
    );
  }
  return [];
}
