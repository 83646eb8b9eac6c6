import { InvalidDataError } from '@innerloop/core';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readNpy, readNpz } from '../../src/index.js';

/** Written by NumPy: golden/make.py. */
const golden = (name: string): Uint8Array => readFileSync(new URL(`golden/${name}`, import.meta.url));
const arrays = readNpz(golden('arrays.npz'), 'arrays.npz');
const base = Array.from({ length: 24 }, (_, index) => index);
const numbersOf = (values: unknown): number[] => Array.from(values as ArrayLike<number | bigint>, Number);

/** A `.npy` file of float32 with the header of `change`. */
function npy(change: (header: string) => string, numbers = base): Uint8Array {
  const header = change("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 4), }".padEnd(117) + '\n');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  const body = Buffer.from(Float32Array.from(numbers).buffer);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(header, 'latin1'), body]);
}

describe('readNpy reads what NumPy writes:', () => {
  it.each(['f2', 'f4', 'f8', 'i2', 'i4', 'i8', 'u2', 'u4', 'u8'].flatMap((kind) => [`${kind}-little`, `${kind}-big`]))(
    '%s-endian',
    (name) => {
      const { shape, values } = arrays.read(name);
      const less = name.startsWith('u') ? 0 : 5;
      expect(shape).toEqual([2, 3, 4]);
      expect(numbersOf(values)).toEqual(base.map((value) => value - less));
    },
  );

  it('single bytes, signed and not', () => {
    expect(arrays.read('i1').values).toEqual(Int8Array.from(base, (value) => value - 5));
    expect(arrays.read('u1').values).toEqual(Uint8Array.from(base, (value) => value * 11));
  });

  it('truth values', () => {
    expect(arrays.read('bool').values).toEqual(base.map((value) => value % 3 === 0));
  });

  it('the order of Fortran, of numbers and of text', () => {
    expect(numbersOf(arrays.read('fortran').values)).toEqual(base);
    expect(arrays.read('fortran-text').values).toEqual(['a', 'b', 'c', 'd']);
  });

  it('text of either byte order, and bytes of text', () => {
    const words = ['cat', 'dog', '', 'Käfer', '🦔'];
    expect(arrays.read('text-little').values).toEqual(words);
    expect(arrays.read('text-big').values).toEqual(words);
    expect(arrays.read('bytes').values).toEqual(['cat', 'dog', 'horse']);
  });

  it('single numbers and empty arrays', () => {
    expect(arrays.read('scalar')).toEqual({ dtype: '<f8', shape: [], values: Float64Array.of(2.5) });
    expect(arrays.read('empty')).toEqual({ dtype: '<f4', shape: [0, 4], values: new Float32Array(0) });
  });

  it('every kind of half-precision number', () => {
    const third = 0.333251953125;
    expect([...(arrays.read('halves').values as Float32Array)]).toEqual([
      ...[0, -0, 2 ** -24, 65504, Infinity, -Infinity, NaN],
      third,
    ]);
  });

  it('64-bit integers to the last digit', () => {
    expect(arrays.read('wide-integers').values).toEqual(BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n)));
  });

  it.each([2, 3])('version %i of the format', (version) => {
    const { shape, values } = readNpy(golden(`version-${version}.npy`));
    expect([shape, numbersOf(values)]).toEqual([[2, 3, 4], base]);
  });

  it('from the middle of a larger memory', () => {
    const file = golden('version-2.npy');
    const shifted = new Uint8Array([7, ...file, 7]).subarray(1, file.length + 1);
    expect(numbersOf(readNpy(shifted).values)).toEqual(base);
  });

  it('the header of Python 2, with long integers', () => {
    expect(readNpy(npy((header) => header.replace('(2, 3, 4)', '(2L, 12L)'))).shape).toEqual([2, 12]);
  });
});

describe('readNpz', () => {
  it.each(['compressed.npz', 'streamed.npz', 'zip64.npz'])('opens %s', (file) => {
    const archive = readNpz(golden(file));
    expect(archive.names).toEqual(['features', 'labels']);
    expect(numbersOf(archive.read('features').values)).toEqual(base);
    expect(archive.read('labels').shape).toEqual([2]);
  });

  it('names the arrays that there are', () => {
    expect(() => readNpz(golden('compressed.npz'), 'c.npz').read('x')).toThrow(
      "c.npz: there is no array 'x'. There are: features, labels.",
    );
  });

  it('does not read what has changed since it was written', () => {
    for (const file of ['compressed.npz', 'zip64.npz', 'streamed.npz', 'arrays.npz']) {
      const bytes = golden(file);
      const name = readNpz(bytes).names[0] as string;
      bytes[100]! ^= 0x10;
      expect(() => readNpz(bytes).read(name)).toThrow(InvalidDataError);
    }
  });

  it('tells of archives that were cut off, wherever that was', () => {
    const whole = golden('zip64.npz');
    for (let length = 0; length < whole.length; length += 7) {
      const cut = (): unknown => readNpz(whole.subarray(0, length)).read('features');
      expect(cut, `${length} bytes`).toThrow(InvalidDataError);
    }
    expect(() => readNpz(golden('version-2.npy'))).toThrow('this is no zip archive (.npz)');
  });
});

describe('readNpy refuses', () => {
  it.each([
    ['objects', 'holds Python objects (pickled), which only Python can read. Save numbers or text'],
    ['records', 'its elements are records with fields'],
    ['complex', "the array (dtype '<c8') holds complex numbers"],
    ['dates', 'holds dates. Save them as numbers'],
    ['raw', 'holds raw memory or records'],
  ])('%s, and says what to save instead', (name, message) => {
    const read = (): unknown => readNpz(golden('refused.npz'), 'refused.npz').read(name);
    expect(read).toThrow(InvalidDataError);
    expect(read).toThrow(`refused.npz: ${name}: `);
    expect(read).toThrow(message);
  });

  it('damaged files', () => {
    const file = npy((header) => header);
    for (let length = 0; length < file.length; length += 5) {
      expect(() => readNpy(file.subarray(0, length)), `${length} bytes`).toThrow(InvalidDataError);
    }
    expect(() =>
      readNpy(
        npy((header) => header, base.slice(1)),
        'x.npy',
      ),
    ).toThrow('x.npy: an array of shape [2, 3, 4] (<f4) has 96 bytes, but the file has 92.');
    expect(() => readNpy(npy((header) => header.replace('shape', 'form')))).toThrow('its header is damaged');
    expect(() => readNpy(npy((header) => header.replace('<f4', '<f9')))).toThrow("dtype '<f9'");
    expect(() => readNpy(Uint8Array.of(1, 2, 3))).toThrow('this is no NumPy array');
    expect(() =>
      readNpy(
        Uint8Array.from(
          npy((header) => header),
          (byte, at) => (at === 6 ? 9 : byte),
        ),
      ),
    ).toThrow('version 9 of the .npy format');
  });
});
