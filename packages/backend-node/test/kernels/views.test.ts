import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { extent, expectSame, describeNative, seedOf, shapes, tensorFor } from '../native.js';

describeNative('views', () => {
  it('slices: any part of any shape', async () => {
    const parts = fc.array(fc.tuple(extent, fc.nat(6), fc.nat(6)), { minLength: 1, maxLength: 4 }).map((axes) => {
      const shape = axes.map(([size]) => size);
      const begin = axes.map(([size, before]) => Math.min(before, size - 1));
      const size = axes.map(([full, , after], axis) => Math.max(0, full - (begin[axis] ?? 0) - after));
      return { shape, begin, size };
    });
    await fc.assert(
      fc.asyncProperty(parts, seedOf, ({ shape, begin, size }, seed) =>
        expectSame(() => tf.slice(tensorFor(shape, seed), begin, size)),
      ),
      { numRuns: 60 },
    );
    await expectSame(() => tf.slice(tensorFor([5, 4], 1), 3));
    await expectSame(() => tf.slice(tf.tensor([1, 2, 3, 4], [2, 2], 'int32'), [0, 1], [-1, 1]));
  });

  it('paddings: any widths, any constant', async () => {
    const padded = fc.array(fc.tuple(extent, fc.nat(2), fc.nat(2)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(padded, fc.constantFrom(0, 1.5, -Infinity), seedOf, (axes, constant, seed) =>
        expectSame(() =>
          tf.pad(
            tensorFor(
              axes.map(([size]) => size),
              seed,
            ),
            axes.map(([, before, after]) => [before, after]),
            constant,
          ),
        ),
      ),
      { numRuns: 40 },
    );
  });

  it('transpositions: any order of the axes', async () => {
    const ordered = shapes.chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        order: fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(ordered, seedOf, ({ shape, order }, seed) =>
        expectSame(() => tf.transpose(tensorFor(shape, seed), order)),
      ),
      { numRuns: 40 },
    );
  });

  it('repetitions, and broadcasts along axes of size one and new ones', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.array(fc.nat(2), { maxLength: 2 }), seedOf, async (shape, lead, seed) => {
        await expectSame(() =>
          tf.tile(
            tensorFor(shape, seed),
            shape.map((_, axis) => (axis % 3) + 1),
          ),
        );
        const wide = [...lead.map((size) => size + 1), ...shape.map((size) => (size === 1 ? 3 : size))];
        await expectSame(() => tf.engine().runKernel('BroadcastTo', { x: tensorFor(shape, seed) }, { shape: wide }));
      }),
      { numRuns: 40 },
    );
  });

  it('other shapes of the same data, which outlives the tensor that it came from', async () => {
    await expectSame(() => tf.reshape(tensorFor([2, 3, 4], 1), [4, -1]));
    await expectSame(() => tf.expandDims(tensorFor([2, 3], 1), 1));
    const x = tf.tensor([1, 2, 3, 4]);
    const square = tf.reshape(x, [2, 2]);
    x.dispose();
    expect(Array.from(square.dataSync())).toEqual([1, 2, 3, 4]);
    square.dispose();
  });

  it('are right when more shapes were seen than constants are kept', () => {
    for (let size = 1; size < 9_000; size++) {
      const [x, row] = [tf.ones([1, 1]), [1, size] as [number, number]];
      const wide = tf.engine().runKernel<tf.Tensor>('BroadcastTo', { x }, { shape: row });
      expect(wide.shape).toEqual(row);
      tf.dispose([x, wide]);
    }
    const sum = tf.tidy(() => tf.sum(tf.ones([2, 3]), 1).dataSync());
    expect(Array.from(sum)).toEqual([3, 3]);
  });

  it('leave the memory as it was', () => {
    const x = tensorFor([3, 4], 1);
    const before = tf.memory().numTensors;
    for (let at = 0; at < 500; at++) tf.dispose([tf.reshape(x, [12]), tf.transpose(x), tf.slice(x, [at % 3, 0])]);
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });
});
