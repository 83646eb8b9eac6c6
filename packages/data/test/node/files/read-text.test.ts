import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { InvalidDataError } from '@innerloop/core';
import { describe, expect, it } from 'vitest';
import { decodeText, readText } from '../../../src/node/files/read-text.js';
import { temporaryFolder } from '../fixtures.js';

const bigEndian = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const wellFormed = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !/[\0\ufeff]/.test(text));

describe('decodeText', () => {
  test.prop([wellFormed], { numRuns: 50 })(
    'gives the same text in every encoding that a byte-order mark tells',
    (text) => {
      const marked = `\ufeff${text}`;
      expect(decodeText(Buffer.from(marked))).toBe(text);
      expect(decodeText(Buffer.from(marked, 'utf16le'))).toBe(text);
      expect(decodeText(bigEndian(marked))).toBe(text);
    },
  );

  it('tells UTF-16 without a mark by its zeros, in both byte orders', () => {
    const text = 'filename,label\nŁódź.jpg,Zürich\n';
    expect(decodeText(Buffer.from(text))).toBe(text);
    expect(decodeText(Buffer.from(text, 'utf16le'))).toBe(text);
    expect(decodeText(bigEndian(text))).toBe(text);
    expect(decodeText(new Uint8Array())).toBe('');
  });

  it.each([
    ['Latin-1', Buffer.from('Zürich', 'latin1'), 'it is not text in UTF-8. Save it as UTF-8'],
    ['half a character of UTF-16', Buffer.from([0xff, 0xfe, 0x41]), 'it is not text in UTF-16. Save it as UTF-8'],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]), 'it has bytes that are 0'],
    ['a binary file', Buffer.from([1, 2, 0, 0, 5]), 'it has bytes that are 0'],
  ])('refuses %s, and puts nothing in its place', (_, bytes, message) => {
    expect(() => decodeText(bytes)).toThrow(InvalidDataError);
    expect(() => decodeText(bytes)).toThrow(message);
  });
});

describe('readText', () => {
  it('names the file and who asked', async () => {
    const path = join(await temporaryFolder(), 'list.csv');
    await expect(readText('f', path)).rejects.toThrow(`f: '${path}' cannot be read as text (no such file or folder).`);
    await writeFile(path, Buffer.from('ä', 'latin1'));
    await expect(readText('f', path)).rejects.toThrow(`f: '${path}' cannot be read as text (it is not text in UTF-8`);
  });
});
