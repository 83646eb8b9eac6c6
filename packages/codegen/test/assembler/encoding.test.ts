import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float32, signed, unsigned } from '../../src/assembler/encoding.js';

/** Reads LEB128 back: groups of seven bits, least first. */
function decode(bytes: readonly number[], isSigned: boolean): number {
  const bits = bytes.reduce((sum, byte, at) => sum + (byte & 0x7f) * 2 ** (7 * at), 0);
  const negative = isSigned && ((bytes.at(-1) ?? 0) & 0x40) !== 0;
  return negative ? bits - 2 ** (7 * bytes.length) : bits;
}

describe('encoding', () => {
  it('reads back as the number that was written', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.integer(), (address, value) => {
        expect(decode(unsigned(address), false)).toBe(address);
        expect(decode(signed(value), true)).toBe(value);
      }),
    );
  });

  it('marks every byte but the last as followed by another', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        const bytes = signed(value);
        expect(bytes.map((byte) => byte >= 0x80)).toEqual(bytes.map((_, at) => at < bytes.length - 1));
      }),
    );
  });

  it('writes addresses above two gigabytes as the machine wraps them', () => {
    expect(signed(0xffffffff)).toEqual(signed(-1));
  });

  it('writes floats in little-endian order', () => {
    expect(float32(1)).toEqual([0, 0, 0x80, 0x3f]);
  });
});
