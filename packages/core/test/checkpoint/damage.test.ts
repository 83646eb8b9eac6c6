import '@tensorflow/tfjs-backend-cpu';
import { memory, Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { checksumOf } from '../../src/checkpoint/checksum.js';
import { decodeTree } from '../../src/checkpoint/decode-tree.js';
import { CheckpointError } from '../../src/errors.js';
import { disposeTree } from '../../src/index.js';

const float = (begin: number, end: number, length = (end - begin) / 4): object => ({
  dtype: 'F32',
  shape: [length],
  data_offsets: [begin, end],
});

/** A safetensors file with this header, as an object, as text or as bytes. */
function file(header: object | string | Buffer, data: Uint8Array = new Uint8Array(8)): Uint8Array {
  const isRaw = typeof header === 'string' || Buffer.isBuffer(header);
  const text = Buffer.from(isRaw ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return new Uint8Array(Buffer.concat([length, text, data]));
}

/** A file as `encodeTree` would write it, checksum included, but with any structure and table. */
function signed(structure: string, table: object, data?: Uint8Array): Uint8Array {
  const withChecksum = (checksum: string): Uint8Array =>
    file({ __metadata__: { 'innerloop.sha256': checksum, 'innerloop.structure': structure }, ...table }, data);
  return withChecksum(checksumOf(withChecksum('0'.repeat(64))));
}

function lengthened(length: bigint): Uint8Array {
  const bytes = file({});
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return bytes;
}

describe('decodeTree says what is wrong', () => {
  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    ['no bytes', new Uint8Array(0), 'truncated: it has 0 bytes'],
    ['half a length', new Uint8Array(5), 'truncated: it has 5 bytes'],
    ['an absurd length', lengthened(2n ** 63n), 'its header claims 9223372036854776000 bytes'],
    ['a header that ends early', lengthened(5000n), 'truncated: its header has 5000 bytes, but 10 are there'],
    ['a header that is no JSON', file('{"a":'), 'its header is not JSON'],
    [
      'a header that is no text',
      file(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x30, 0x7d])),
      'its header is not JSON',
    ],
    ['a header that is a list', file('[]'), 'not a JSON object'],
    ['an entry without offsets', file({ a: { dtype: 'F32', shape: [2] } }), "tensor 'a' has no dtype, shape"],
    ['an entry that is a text', file({ a: 'F32' }), "tensor 'a' has no dtype, shape"],
    ['a negative length', file({ a: { ...float(0, 8), shape: [-2] } }), "tensor 'a' has no dtype, shape"],
    [
      'an unknown type',
      file({ a: { ...float(0, 8), dtype: 'F8_E5M2' } }),
      `unknown type "F8_E5M2". Convert it to one of F32`,
    ],
    ['a type named as a method', file({ a: { ...float(0, 8), dtype: 'toString' } }), 'unknown type "toString"'],
    ['a shape that does not fit', file({ a: float(0, 8, 3) }), "'a' of shape [3] takes 12 bytes, but has 8"],
    ['offsets that run backwards', file({ a: float(8, 0, 2) }), "'a' of shape [2] takes 8 bytes, but has -8"],
    ['overlapping tensors', file({ a: float(0, 8), b: float(4, 8) }), "'b' overlaps the tensor before it"],
    ['a gap', file({ a: float(4, 8) }), "'a' leaves a gap: it begins at byte 4 of the data, not 0"],
    ['offsets outside', file({ a: float(0, 80) }), 'truncated: its tensors take 80 bytes, but 8 are there'],
    ['bytes that no tensor has', file({ a: float(0, 4) }), '4 bytes follow its last tensor'],
    ['metadata that are numbers', file({ __metadata__: { a: 1 }, b: float(0, 8) }), 'not texts by name'],
    ['metadata that are a list', file({ __metadata__: [], b: float(0, 8) }), 'not texts by name'],
    [
      'a tensor named __proto__',
      file(`{"__proto__":${JSON.stringify(float(0, 8))}}`),
      'a tensor has the name __proto__',
    ],
    ['metadata named __proto__', file('{"__metadata__":{"__proto__":"x"}}', new Uint8Array()), 'the name __proto__'],
    [
      'a lost checksum',
      file({ __metadata__: { 'innerloop.structure': '0' }, b: float(0, 8) }),
      'another program rewrote',
    ],
    [
      'a lost structure',
      file({ __metadata__: { 'innerloop.sha256': '0' }, b: float(0, 8) }),
      'another program rewrote',
    ],
    [
      'a moved checksum',
      file({ a: float(0, 8), __metadata__: { 'innerloop.sha256': '0', 'innerloop.structure': '{"a":0}' } }),
      "Remove the metadata that begin with 'innerloop.'",
    ],
    ['a structure that is no JSON', signed('{', { a: float(0, 8) }), 'its structure is not JSON'],
    ['a structure that is no tree', signed('{"a":1}', { a: float(0, 8) }), 'its structure is not that of a tree'],
    [
      'a structure with __proto__',
      signed('{"__proto__":[]}', { a: float(0, 8) }),
      'its structure is not that of a tree',
    ],
    ['a structure without its tensor', signed('{"a":0,"b":0}', { a: float(0, 8) }), "tensor 'b' is missing"],
    ['a tensor without its place', signed('{}', { a: float(0, 8) }), "tensor 'a' has no place in the structure"],
  ];

  it.each(cases)('of %s, and leaves no tensor', (_, bytes, message) => {
    const before = memory().numTensors;
    expect(() => decodeTree(bytes)).toThrow(CheckpointError);
    expect(() => decodeTree(bytes)).toThrow(message);
    expect(memory().numTensors).toBe(before);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('only then: the files of these tests are read when nothing is wrong', () => {
    const [ours, foreign] = [
      signed('{"a":0,"b":[]}', { a: float(0, 8) }),
      file({ a: float(0, 4), 'b.c': float(4, 8) }),
    ];
    const trees = [decodeTree(ours).tree, decodeTree(foreign).tree];
    expect(trees.map((tree) => Object.keys(tree))).toEqual([
      ['a', 'b'],
      ['a', 'b.c'],
    ]);
    disposeTree(trees);
  });
});

describe('a file of another program', () => {
  it('is a flat record of its tensors, with its metadata', () => {
    const data = new Uint8Array([1, 0, 0, 0, 0, 0, 128, 63, 1, 0]);
    const table = {
      'w.b': { dtype: 'F32', shape: [], data_offsets: [4, 8] },
      'a/0': { dtype: 'I32', shape: [1, 1], data_offsets: [0, 4] },
      constructor: { dtype: 'BOOL', shape: [2], data_offsets: [8, 10] },
    };
    const { tree, metadata } = decodeTree(file({ ...table, __metadata__: { format: 'pt' } }, data));
    const values = Object.entries(tree).map(([name, tensor]) => {
      return tensor instanceof Tensor && [name, tensor.dtype, tensor.shape, ...tensor.dataSync()];
    });
    expect(metadata).toEqual({ format: 'pt' });
    expect(values).toEqual([
      ['a/0', 'int32', [1, 1], 1],
      ['w.b', 'float32', [], 1],
      ['constructor', 'bool', [2], 1, 0],
    ]);
    disposeTree(tree);
  });
});
