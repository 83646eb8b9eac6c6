import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectSame, seedOf, startBoth, tensorFor } from '../both.js';

const extent = fc.oneof(
  { weight: 1, arbitrary: fc.constant(1) },
  { weight: 4, arbitrary: fc.integer({ min: 2, max: 6 }) },
  { weight: 1, arbitrary: fc.integer({ min: 15, max: 30 }) },
);
const shapes = fc.array(extent, { minLength: 1, maxLength: 4 });

beforeAll(startBoth);

describe('Slice', () => {
  it('equals the cpu backend for any part of any shape', async () => {
    const parts = fc.array(fc.tuple(extent, fc.nat(6), fc.nat(6)), { minLength: 1, maxLength: 5 }).map((axes) => {
      const shape = axes.map(([size]) => size);
      const begin = axes.map(([size, before]) => Math.min(before, size - 1));
      const size = axes.map(([full, , after], axis) => Math.max(0, full - (begin[axis] ?? 0) - after));
      return { shape, begin, size };
    });
    await fc.assert(
      fc.asyncProperty(parts, seedOf, async ({ shape, begin, size }, seed) => {
        await expectSame(() => tf.slice(tensorFor(shape, seed), begin, size));
      }),
      { numRuns: 150 },
    );
  });

  it('takes the rest of an axis, and one number for the first axis', async () => {
    await expectSame(() => tf.slice(tensorFor([5, 4], 1), [2, 0], [-1, 3]));
    await expectSame(() => tf.slice(tensorFor([5, 4], 1), 3));
  });

  it('refuses what lies outside', () => {
    expect(() => tf.engine().runKernel('Slice', { x: tf.zeros([3]) }, { begin: [2], size: [2] })).toThrow();
  });

  it('leaves integers to the stock kernel', async () => {
    await expectSame(() => tf.slice(tf.tensor([1, 2, 3, 4], [2, 2], 'int32'), [0, 1], [2, 1]));
  });
});

describe('Tile', () => {
  it('equals the cpu backend for any repetitions', async () => {
    const tiles = fc.array(fc.tuple(extent, fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(tiles, seedOf, async (axes, seed) => {
        const [shape, reps] = [axes.map(([size]) => size), axes.map(([, times]) => times)];
        await expectSame(() => tf.tile(tensorFor(shape, seed), reps));
      }),
      { numRuns: 100 },
    );
  });
});

describe('Transpose', () => {
  it('equals the cpu backend for any order of the axes', async () => {
    const transposed = shapes.chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        perm: fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(transposed, seedOf, async ({ shape, perm }, seed) => {
        await expectSame(() => tf.transpose(tensorFor(shape, seed), perm));
      }),
      { numRuns: 150 },
    );
  });
});

describe('Reverse', () => {
  it('equals the cpu backend along any axes, integers too', async () => {
    const cases = shapes.chain((shape) =>
      fc.record({ shape: fc.constant(shape), axes: fc.subarray([...shape.keys()]), integers: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(cases, seedOf, async ({ shape, axes, integers }, seed) => {
        await expectSame(() => tf.reverse(tf.cast(tensorFor(shape, seed), integers ? 'int32' : 'float32'), axes));
      }),
      { numRuns: 80 },
    );
  });
});

describe('StridedSlice', () => {
  const place = fc.integer({ min: -8, max: 8 });
  const axis = fc.record({ size: extent, begin: place, end: place, stride: fc.constantFrom(1, 1, 2, 3, -1, -2) });
  const axes = fc.array(axis, { minLength: 1, maxLength: 4 });
  const inside = (size: number, begin: number): number => Math.max(-size, Math.min(size - 1, begin));

  it('equals the cpu backend for any strides, forwards and backwards, and open ends', async () => {
    await fc.assert(
      fc.asyncProperty(axes, fc.nat(15), fc.nat(15), seedOf, async (all, open, openEnd, seed) => {
        const begin = all.map((one) => inside(one.size, Math.abs(one.begin)));
        const [shape, strides] = [all.map(({ size }) => size), all.map(({ stride }) => stride)];
        // The cpu backend throws where a slice of stride 1 ends before it begins.
        const end = all.map((one, at) => (begin[at] ?? 0) + Math.sign(one.stride) * Math.abs(one.end));
        await expectSame(() => tf.stridedSlice(tensorFor(shape, seed), begin, end, strides, open, openEnd));
      }),
      { numRuns: 200 },
    );
  });

  it('takes single places along some axes, where the cpu backend mixes up strides, as slices of one place squeezed', () => {
    fc.assert(
      fc.property(axes, fc.nat(15), seedOf, (all, shrink, seed) => {
        const x = tensorFor(
          all.map(({ size }) => size),
          seed,
        );
        const single = all.map((_, at) => (shrink & (1 << at)) !== 0);
        const begin = all.map((one, at) => inside(one.size, single[at] === true ? Math.abs(one.begin) : one.begin));
        const strides = all.map(({ stride }, at) => (single[at] === true ? 1 : stride));
        const end = all.map((one, at) => (single[at] === true ? (begin[at] ?? 0) + 1 : one.end));
        const found = tf.stridedSlice(x, begin, end, strides, 0, 0, 0, 0, shrink);
        const kept = tf.stridedSlice(x, begin, end, strides);
        expect(found.shape).toEqual(kept.shape.filter((_, at) => single[at] !== true));
        expect(Array.from(found.dataSync())).toEqual(Array.from(kept.dataSync()));
        tf.dispose([x, found, kept]);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps integers integers', async () => {
    await expectSame(() => tf.stridedSlice(tf.tensor([1, 2, 3, 4, 5], [5], 'int32'), [4], [0], [-2]));
  });
});

describe('BroadcastTo', () => {
  it('equals the cpu backend for any axes of one place and new axes', async () => {
    const axes = fc.array(fc.tuple(extent, fc.boolean()), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(axes, fc.nat(5), seedOf, async (all, lack, seed) => {
        const out = all.map(([size]) => size);
        const shape = all.map(([size, repeated]) => (repeated ? 1 : size)).slice(Math.min(lack, all.length));
        if (tf.util.sizeFromShape(out) > 100_000) return;
        await expectSame(() => tf.engine().runKernel('BroadcastTo', { x: tensorFor(shape, seed) }, { shape: out }));
      }),
      { numRuns: 150 },
    );
  });
});

it('views leave the memory as it was', () => {
  const x = tensorFor([3, 4, 5], 1);
  const before = [tf.memory().numTensors, tf.backend().numDataIds()];
  for (let at = 0; at < 1000; at++)
    tf.dispose([tf.slice(x, [1, 0, 2], [2, 4, 3]), tf.tile(x, [1, 2, 1]), tf.transpose(x, [2, 0, 1])]);
  expect([tf.memory().numTensors, tf.backend().numDataIds()]).toEqual(before);
  x.dispose();
});
