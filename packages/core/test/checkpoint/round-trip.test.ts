import '@tensorflow/tfjs-backend-cpu';
import { memory, scalar, tensor, tensor1d } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTree } from '../../src/checkpoint/decode-tree.js';
import { encodeTree } from '../../src/checkpoint/encode-tree.js';
import { CheckpointError, InvalidDataError, InvalidOptionError } from '../../src/errors.js';
import { disposeTree, type Tree } from '../../src/index.js';
import { metadata, plain, trees } from './trees.js';

/** The bytes of a tree that nobody else needs. */
async function encoded(tree: Tree, about: Record<string, string> = {}): Promise<Uint8Array> {
  const bytes = await encodeTree(tree, about);
  disposeTree(tree);
  return bytes;
}

describe('a tree that was written and read', () => {
  it('is what it was, bit for bit and name for name, metadata included', async () => {
    await fc.assert(
      fc.asyncProperty(trees, metadata, async (plant, about) => {
        const before = memory().numTensors;
        const tree = plant();
        const read = decodeTree(await encodeTree(tree, about));
        expect(plain(read.tree)).toEqual(plain(tree));
        expect([...Object.entries(read.metadata)]).toEqual([...Object.entries(about)]);
        disposeTree([tree, read.tree]);
        expect(memory().numTensors).toBe(before);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the bytes that it was read from', async () => {
    await fc.assert(
      fc.asyncProperty(trees, metadata, async (plant, about) => {
        const bytes = await encoded(plant(), about);
        const read = decodeTree(bytes);
        expect(await encoded(read.tree, read.metadata)).toEqual(bytes);
      }),
    );
  });

  it('keeps NaN, its bits, -0, infinities and the extremes', async () => {
    const bits = new Float32Array(new Int32Array([0x7fc12345, -0x80000000, 0x7f800000, 1, 0x7f7fffff]).buffer);
    const tree = { floats: tensor1d(bits), integers: tensor1d([-0x80000000, 0x7fffffff], 'int32') };
    const read = decodeTree(await encodeTree(tree)).tree;
    expect(plain(read)).toEqual(plain(tree));
    disposeTree([tree, read]);
  });

  it('keeps the order of names, since sums over leaves depend on it', async () => {
    const read = decodeTree(await encoded({ z: scalar(1), a: { y: scalar(2), b: scalar(3) } })).tree;
    expect(Object.keys(read)).toEqual(['z', 'a']);
    disposeTree(read);
  });

  it('is read from a Node Buffer and from the middle of other bytes, and shares no memory with them', async () => {
    const bytes = await encoded({ a: tensor1d([1, 2, 3]) });
    const around = Buffer.alloc(bytes.length + 11, 7);
    around.set(bytes, 3);
    const read = decodeTree(around.subarray(3, 3 + bytes.length)).tree as { a: ReturnType<typeof tensor1d> };
    around.fill(0);
    expect(Array.from(read.a.dataSync())).toEqual([1, 2, 3]);
    disposeTree(read);
  });

  it('is aligned: data begin at a multiple of 8, floats before bools', async () => {
    const bytes = await encoded({ a: tensor([true], [1], 'bool'), b: tensor1d([1]) });
    const length = new DataView(bytes.buffer).getUint32(0, true);
    expect(length % 8).toBe(0);
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + length))).toContain(
      '"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}',
    );
    expect([...bytes.subarray(-1)]).toEqual([1]);
  });
});

describe('a changed byte', () => {
  it('anywhere is an error, and leaves no tensor', async () => {
    const bytes = await encoded({ 'model/kernel': tensor1d([1, 2]), list: [scalar(3), []] }, { note: 'a text' });
    const before = memory().numTensors;
    for (let at = 0; at < bytes.length; at++) {
      for (const flip of [1, 0x20, 0x80]) {
        bytes[at]! ^= flip;
        expect(() => decodeTree(bytes), `byte ${at} changed by ${flip}`).toThrow(CheckpointError);
        bytes[at]! ^= flip;
      }
    }
    expect(memory().numTensors).toBe(before);
  });

  it('is an error in any tree', async () => {
    await fc.assert(
      fc.asyncProperty(trees, fc.nat(), fc.integer({ min: 1, max: 255 }), async (plant, place, flip) => {
        const bytes = await encoded(plant());
        bytes[place % bytes.length]! ^= flip;
        expect(() => decodeTree(bytes)).toThrow(CheckpointError);
      }),
    );
  });

  it('is as bad as a missing or an added one', async () => {
    const bytes = await encoded({ a: tensor1d([1, 2]), b: [] });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeTree(bytes.subarray(0, length))).toThrow(CheckpointError);
    }
    expect(() => decodeTree(new Uint8Array([...bytes, 0]))).toThrow('decodeTree: 1 bytes follow its last tensor.');
  });
});

describe('encodeTree refuses', () => {
  it('what no checkpoint can hold, naming the place', async () => {
    const names = tensor(['a text'], [1], 'string');
    await expect(encodeTree({ state: [names] })).rejects.toThrow("encodeTree: 'state.0' is string");
    await expect(encodeTree({ a: { b: 3 } } as unknown as Tree)).rejects.toThrow("encodeTree: 'a.b' is number");
    await expect(encodeTree({ a: null } as unknown as Tree)).rejects.toThrow(InvalidDataError);
    await expect(encodeTree(JSON.parse('{"a":{"__proto__":[]}}') as Tree)).rejects.toThrow(
      "'a' has the name __proto__",
    );
    names.dispose();
  });

  it('metadata that it could not give back', async () => {
    for (const about of [{ 'innerloop.sha256': 'x' }, JSON.parse('{"__proto__":"x"}'), { a: '\ud800' }, { a: 3 }]) {
      await expect(encodeTree({}, about as Record<string, string>)).rejects.toThrow(InvalidOptionError);
    }
  });
});
