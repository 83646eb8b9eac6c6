import { registerPrimitives } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { expectAgreement } from './support/both.js';
import { onCpu } from './support/cpu.js';
import { fullShape, integers, positive, quarters, shape, shapePair, truths } from './support/tensors.js';

onCpu();

/** The same view of elements of every type. */
function everyType(f: (x: Tensor) => Tensor | Tensor[], of: number[], start: number): void {
  for (const make of [quarters, integers, truths]) expectAgreement(f, make(of, start));
}
const permutation = (of: number[]) =>
  fc.tuple(fc.constant(of), fc.shuffledSubarray([...of.keys()], { minLength: of.length, maxLength: of.length }));
const withAxis = (least = 1) => fullShape(4, least).chain((of) => fc.tuple(fc.constant(of), fc.nat(of.length - 1)));

describe('views', () => {
  it('reshape, expandDims, squeeze, identity', () => {
    fc.assert(
      fc.property(shape(), fc.nat(), (of, pick) => {
        everyType((x) => tf.reshape(x, [x.size]), of, pick);
        everyType((x) => tf.expandDims(x, pick % (of.length + 1)), of, pick);
        everyType((x) => tf.expandDims(x, -1), of, pick);
        everyType((x) => tf.squeeze(x), of, pick);
        everyType((x) => tf.clone(x), of, pick);
      }),
    );
  });
  it('transpose', () => {
    fc.assert(
      fc.property(shape().chain(permutation), fc.nat(), ([of, order], start) =>
        everyType((x) => tf.transpose(x, order), of, start),
      ),
    );
  });
  it('slice', () => {
    fc.assert(
      fc.property(fullShape(4, 1), fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), (of, picks) => {
        const begin = of.map((size, axis) => picks[axis]! % size);
        const size = of.map((length, axis) => picks[axis + 4]! % (length - begin[axis]! + 1));
        everyType((x) => tf.slice(x, begin, size), of, picks[0]!);
        everyType((x) => tf.slice(x, begin), of, picks[0]!);
      }),
    );
  });
  it('stridedSlice, either way', () => {
    fc.assert(
      fc.property(
        fullShape(3, 1),
        fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 9, maxLength: 9 }),
        fc.nat(7),
        (of, picks, mask) => {
          const begin = of.map((_, axis) => picks[axis]!);
          const end = of.map((_, axis) => picks[axis + 3]!);
          const strides = of.map((_, axis) => picks[axis + 6]! || 1);
          everyType((x) => tf.stridedSlice(x, begin, end, strides, mask, mask), of, 1);
        },
      ),
    );
    everyType((x) => tf.stridedSlice(x, [1, 0], [2, 3], [1, 1], 0, 0, 0, 0, 1), [3, 4], 1);
    everyType((x) => tf.stridedSlice(x, [0, 0], [2, 3], [1, 1], 0, 0, 0, 1), [3, 4], 1);
    everyType((x) => tf.stridedSlice(x, [0, 1], [0, 3], [1, 1], 0, 0, 1), [3, 2, 4], 1);
  });
  it('reverse', () => {
    fc.assert(
      fc.property(
        shape(4, 1).chain((of) => fc.tuple(fc.constant(of), fc.subarray([...of.keys()], { minLength: 1 }))),
        fc.nat(),
        ([of, axes], start) => everyType((x) => tf.reverse(x, axes), of, start),
      ),
    );
  });
  it('tile and broadcastTo', () => {
    fc.assert(
      fc.property(fullShape(3, 1), fc.array(positive, { minLength: 3, maxLength: 3 }), (of, reps) =>
        everyType((x) => tf.tile(x, reps.slice(0, of.length)), of, 1),
      ),
    );
    fc.assert(
      fc.property(shapePair, ([a, b]) => {
        const whole = tf.broadcast_util.assertAndGetBroadcastShape(a, b);
        everyType((x) => tf.broadcastTo(x, whole), a, 1);
        registerPrimitives('cpu');
        expectAgreement((x) => tf.engine().runKernel<Tensor>('BroadcastTo', { x: x }, { shape: whole }), quarters(a));
      }),
    );
  });
  it('pad, of any value', () => {
    fc.assert(
      fc.property(
        shape(4, 1),
        fc.array(fc.nat(2), { minLength: 8, maxLength: 8 }),
        fc.integer(),
        (of, picks, value) => {
          const paddings = of.map((_, axis): [number, number] => [picks[axis]!, picks[axis + 4]!]);
          expectAgreement((x) => tf.pad(x, paddings, value), quarters(of));
          expectAgreement((x) => tf.pad(x, paddings, value), integers(of));
        },
      ),
    );
  });
  it('mirrorPad', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
        fc.constantFrom('reflect' as const, 'symmetric' as const),
        (of, picks, mode) => {
          const paddings = of.map((size, axis): [number, number] => {
            const most = mode === 'reflect' ? size : size + 1;
            return [picks[axis]! % most, picks[axis + 3]! % most];
          });
          expectAgreement((x) => tf.mirrorPad(x, paddings, mode), quarters(of));
        },
      ),
    );
  });
  it('blocks of places moved to the batch and back, and out of the depth', () => {
    fc.assert(
      fc.property(
        positive,
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 1, max: 2 }),
        positive,
        (batch, h, w, depth) => {
          const apart = (x: Tensor): Tensor =>
            tf.spaceToBatchND(
              x,
              [2, 3],
              [
                [0, h * 2 - 2],
                [1, w * 3 - 1],
              ],
            );
          expectAgreement(apart, quarters([batch, 2 * h, 3 * w, depth]));
          expectAgreement(
            (x) =>
              tf.batchToSpaceND(
                x,
                [2, 3],
                [
                  [0, 1],
                  [1, 0],
                ],
              ),
            quarters([batch * 6, h, w + 1, depth]),
          );
          expectAgreement((x) => tf.depthToSpace(x as Tensor4D, 2), quarters([batch, h, w, depth * 4]));
        },
      ),
    );
  });
});

describe('joins', () => {
  it('concat, of nothing too', () => {
    fc.assert(
      fc.property(withAxis(), fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }), ([of, axis], sizes) => {
        const parts = sizes.map((size) => of.map((length, at) => (at === axis ? size : length)));
        expectAgreement((...x) => tf.concat(x, axis), ...parts.map((part, i) => quarters(part, i)));
        expectAgreement((...x) => tf.concat(x, axis - of.length), ...parts.map((part, i) => integers(part, i)));
      }),
    );
  });
  it('stack and unstack', () => {
    fc.assert(
      fc.property(withAxis(), positive, ([of, axis], count) => {
        const parts = Array.from({ length: count }, (_, i) => quarters(of, i));
        expectAgreement((...x) => tf.stack(x, axis), ...parts);
        expectAgreement((x) => tf.unstack(x, axis), quarters(of));
        expectAgreement((x) => tf.unstack(x, axis), truths(of));
      }),
    );
  });
  it('more than ten at once, in their order', () => {
    const parts = Array.from({ length: 12 }, (_, i) => quarters([2], i));
    expectAgreement((...x) => tf.concat(x, 0), ...parts);
  });
  it('split, evenly and not', () => {
    fc.assert(
      fc.property(withAxis(), positive, fc.nat(3), ([of, axis], pieces, rest) => {
        const even = of.map((size, at) => (at === axis ? size * pieces : size));
        expectAgreement((x) => tf.split(x, pieces, axis), quarters(even));
        const odd = of.map((size, at) => (at === axis ? size + rest : size));
        expectAgreement((x) => tf.split(x, [rest, -1], axis), quarters(odd));
      }),
    );
  });
});
