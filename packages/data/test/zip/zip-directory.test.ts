import { InvalidDataError } from '@innerloop/core';
import { fc, test } from '@fast-check/vitest';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { listZip } from '../../src/node/files/zip-entries.js';
import { crc32 } from '../../src/zip/crc32.js';
import { zipEntries } from '../../src/zip/entries-in-memory.js';
import type { ZipEntry } from '../../src/zip/zip-directory.js';
import { temporaryFolder, zipOf } from '../node/fixtures.js';

const folder = await temporaryFolder();

/** The same entries as they are found in a file. */
async function fromFile(bytes: Uint8Array): Promise<readonly Omit<ZipEntry, 'checksum'>[]> {
  const path = join(folder, 'archive.zip');
  await writeFile(path, bytes);
  const { names, entryOf } = await listZip('test', path);
  return names.map((name) => entryOf(name) as ZipEntry);
}

const withoutChecksum = (entries: readonly ZipEntry[]) => entries.map(({ checksum: _, ...entry }) => entry);

const u16 = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff];
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];

interface Written {
  readonly raw: Uint8Array;
  readonly flags?: number;
  readonly extra?: readonly number[];
  readonly packed?: number;
}

const entryOf = ({ raw, flags = 0, extra = [], packed = 0 }: Written): Buffer =>
  Buffer.from([
    ...[...u32(0x02014b50), ...u16(20), ...u16(20), ...u16(flags), ...u16(8), ...u32(0), ...u32(7)],
    ...[...u32(packed), ...u32(3), ...u16(raw.length), ...u16(extra.length), ...u16(0), ...u16(0), ...u16(0)],
    ...[...u32(0), ...u32(0), ...raw, ...extra],
  ]);

/** A directory alone, without files, as a writer without zip64 makes it. */
function directory(entries: readonly Buffer[], { disk = 0, comment = '' } = {}): Buffer {
  const length = entries.reduce((sum, entry) => sum + entry.length, 0);
  const count = u16(entries.length % 0x10000);
  const end = [...u32(0x06054b50), ...u16(disk), ...u16(disk), ...count, ...count, ...u32(length), ...u32(0)];
  return Buffer.concat([...entries, Buffer.from([...end, ...u16(comment.length)]), Buffer.from(comment, 'latin1')]);
}

const one = [entryOf({ raw: Buffer.from('a') })];

const nameOf = (written: Omit<Written, 'raw'>, raw: readonly number[] | string): string | undefined =>
  zipEntries(
    'x',
    directory([entryOf({ ...written, raw: typeof raw === 'string' ? Buffer.from(raw) : Uint8Array.from(raw) })]),
  )[0]?.name;

describe('the directory of a zip archive', () => {
  const files = fc.dictionary(fc.stringMatching(/^[a-zä你]{1,4}\/[a-z]{1,4}$/), fc.uint8Array({ maxLength: 60 }));

  test.prop([files, fc.boolean()], { numRuns: 25 })(
    'is the same from memory as from a file, zip64 or not',
    async (given, wide) => {
      const zip = new ZipFile();
      for (const [name, content] of Object.entries(given))
        zip.addBuffer(Buffer.from(content), name, { compress: content.length % 2 === 0, forceZip64Format: wide });
      zip.end({ forceZip64Format: wide, comment: '' });
      const bytes = await buffer(zip.outputStream);
      const entries = zipEntries('x', bytes);
      expect(entries.map(({ name, unpacked, checksum }) => [name, unpacked, checksum])).toEqual(
        Object.entries(given).map(([name, content]) => [name, content.length, crc32(content)]),
      );
      expect(await fromFile(bytes)).toEqual(withoutChecksum(entries));
    },
  );

  it('has more entries than 16 bits count, in more than one window', async () => {
    const template = entryOf({ raw: Buffer.from('n00000') });
    const names = Array.from({ length: 0x10000 + 5 }, (_, at) => `n${String(at).padStart(5, '0')}`);
    const entries = names.map((name) => {
      const entry = Buffer.from(template);
      entry.write(name, 46);
      return entry;
    });
    const bytes = directory(entries);
    const found = zipEntries('x', bytes).map(({ name }) => name);
    expect(found.join()).toBe(names.join());
    expect((await fromFile(bytes)).map(({ name }) => name).join()).toBe(names.join());
  });

  it('is found before a comment that has its signature, and before bytes behind the archive', () => {
    const names = (bytes: Uint8Array) => zipEntries('x', bytes).map(({ name }) => name);
    expect(names(directory(one, { comment: `PK\x05\x06${'\0'.repeat(30)}` }))).toEqual(['a']);
    expect(names(Buffer.concat([directory(one), Buffer.alloc(9)]))).toEqual(['a']);
  });

  it('names entries in UTF-8, in code page 437, or by the field for Unicode', () => {
    const cafe = [0x63, 0x61, 0x66, 0x82]; // café in code page 437
    const field = (checksum: number): number[] => [
      ...u16(0x7075),
      ...u16(9),
      1,
      ...u32(checksum),
      ...Buffer.from('чай!').subarray(0, 4),
    ];
    expect(nameOf({ flags: 0x800 }, 'Käfer')).toBe('Käfer');
    expect(nameOf({}, 'Käfer')).toBe('Käfer'); // as macOS writes it
    expect(nameOf({}, cafe)).toBe('café');
    expect(nameOf({ extra: field(crc32(Uint8Array.from(cafe))) }, cafe)).toBe('ча');
    expect(nameOf({ extra: field(1) }, cafe)).toBe('café'); // of an older name
  });

  it.each([
    ['a part of several archives', directory([], { disk: 2 }), 'number 3'],
    [
      'an entry of zip64 without its size',
      directory([entryOf({ raw: Buffer.from('a'), packed: 0xffffffff, extra: [...u16(1), ...u16(4), ...u32(0)] })]),
      'lacks its size',
    ],
    ['fewer entries than told', directory(one).fill(9, 57, 59), 'it has 1 entries'],
    ['something else in its place', directory(one).fill(0, 0, 4), 'something other than entries'],
  ])('is refused with the reason: %s', async (_, bytes, reason) => {
    expect(() => zipEntries('x', bytes)).toThrow(InvalidDataError);
    expect(() => zipEntries('x', bytes)).toThrow(reason);
    await expect(fromFile(bytes)).rejects.toThrow(reason);
  });

  it('that is cut off or changed anywhere is an error or the same entries, never another kind of error', async () => {
    const whole = await zipOf({ 'a/b': Uint8Array.of(1, 2, 3), c: new Uint8Array(50) });
    for (let at = 0; at < whole.length; at += 1) {
      for (const bytes of [
        whole.subarray(0, at),
        Uint8Array.from(whole, (byte, place) => (place === at ? byte ^ 0x81 : byte)),
      ]) {
        try {
          zipEntries('x', bytes);
        } catch (error) {
          expect(error, `byte ${at}`).toBeInstanceOf(InvalidDataError);
        }
      }
    }
  });
});
