import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { halfOf } from '../../src/checkpoint/converted-types.js';
import { decodeTree } from '../../src/checkpoint/decode-tree.js';
import { CheckpointError, disposeTree, useBackend } from '../../src/index.js';

beforeAll(async () => {
  await useBackend('cpu');
});

/** A file as other programs write it: the length of the header, the header, the bytes of one tensor. */
function fileOf(dtype: string, shape: readonly number[], hex: string): Uint8Array {
  const data = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  const header = Buffer.from(JSON.stringify({ w: { dtype, shape, data_offsets: [0, data.length] } }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, data]);
}

function read(dtype: string, shape: readonly number[], hex: string): { dtype: string; values: number[] } {
  const { tree } = decodeTree(fileOf(dtype, shape, hex));
  const { w } = tree as { readonly w: Tensor };
  const found = { dtype: w.dtype, values: Array.from(w.dataSync()) };
  disposeTree(tree);
  return found;
}

/** Bytes by NumPy 2 (`x.tobytes().hex()`), BF16 by the upper halves of float32. */
const golden = [
  ['F16', '00 3c 00 c0 55 35 ff 7b 01 00 00 80', [1, -2, 0.333251953125, 65504, 2 ** -24, -0]],
  ['F16', '00 7c 00 fc 00 7e', [Infinity, -Infinity, NaN]],
  ['BF16', '80 3f 00 c0 ab 3e 7f 7f 80 7f', [1, -2, 0.333984375, 3.3895313892515355e38, Infinity]],
  ['F64', '00 00 00 00 00 00 f0 3f 9a 99 99 99 99 99 b9 bf', [1, Math.fround(-0.1)]],
  ['F64', '00 00 00 00 00 00 f0 7f', [Infinity]],
  ['I64', '01 00 00 00 00 00 00 00 00 00 00 80 ff ff ff ff', [1, -(2 ** 31)]],
  ['U64', 'ff ff ff 7f 00 00 00 00', [2 ** 31 - 1]],
  ['U32', '07 00 00 00 ff ff ff 7f', [7, 2 ** 31 - 1]],
  ['I16', 'ff ff 00 80', [-1, -32768]],
  ['U16', 'ff ff', [65535]],
  ['I8', 'ff 7f', [-1, 127]],
  ['U8', 'ff 00', [255, 0]],
] as const;

describe('types of other programs', () => {
  it.each(golden)('%s: %s', (dtype, hex, values) => {
    const found = read(dtype, [values.length], hex);
    expect(found.values).toEqual(values);
    expect(found.dtype).toBe(/^B?F/.test(dtype) ? 'float32' : 'int32');
  });

  it.each([
    ['I64', '00 00 00 80 00 00 00 00', '2147483648, beyond int32'],
    ['I64', 'ff ff ff 7f ff ff ff ff', '-2147483649, beyond int32'],
    ['U64', 'ff ff ff ff ff ff ff ff', '18446744073709551615, beyond int32'],
    ['U32', '00 00 00 80', '2147483648, beyond int32'],
    ['F64', '9c 75 00 88 3c e4 37 7e', '1e+300, beyond float32'],
  ])('%s %s is refused by the name of its tensor: never another number', (dtype, hex, told) => {
    expect(() => read(dtype, [1], hex)).toThrow(CheckpointError);
    expect(() => read(dtype, [1], hex)).toThrow(`tensor 'w' (${dtype}) holds ${told}`);
  });

  it('a type that is not known is refused with those that are', () => {
    expect(() => read('F8_E4M3', [1], '00')).toThrow('Convert it to one of F32, I32, BOOL, F64, F16, BF16');
  });

  it('every half is the number that rounds to itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7bff }), (bits) => {
        expect(halfOf(bits + 1) - halfOf(bits)).toBeGreaterThan(0); // ascending in its bits, to infinity
        expect(halfOf(bits | 0x8000)).toBe(-halfOf(bits));
      }),
      { numRuns: 200 },
    );
  });
});
