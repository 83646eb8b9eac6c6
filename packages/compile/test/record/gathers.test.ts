import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { expectAgreement } from './support/both.js';
import { onCpu } from './support/cpu.js';
import { fullShape, integers, positive, quarters, reals } from './support/tensors.js';

onCpu();

describe('rows by index', () => {
  it('gather, along any axis, by indices of any rank', () => {
    fc.assert(
      fc.property(fullShape(4, 1), fullShape(2), fc.nat(), (of, indices, pick) => {
        const axis = pick % of.length;
        const at = (): tf.Tensor => integers(indices, pick, 0, of[axis]! - 1);
        expectAgreement((x, i) => tf.gather(x, i, axis), quarters(of, pick), at());
        expectAgreement((x, i) => tf.gather(x, i, axis - of.length), integers(of, pick), at());
      }),
    );
  });
  it('gather, batch by batch', () => {
    fc.assert(
      fc.property(fullShape(2, 1), fullShape(2, 1), fullShape(1), fc.nat(), (batch, rest, taken, pick) => {
        const axis = batch.length + (pick % rest.length);
        const indices = integers([...batch, ...taken], pick, 0, rest[axis - batch.length]! - 1);
        expectAgreement((x, i) => tf.gather(x, i, axis, batch.length), quarters([...batch, ...rest], pick), indices);
      }),
    );
  });
  it('gatherND and scatterND', () => {
    fc.assert(
      fc.property(fullShape(3, 1), fullShape(2, 1), fc.nat(), (of, lead, pick) => {
        const depth = 1 + (pick % of.length);
        const least = Math.min(...of.slice(0, depth));
        const indices = (): tf.Tensor => integers([...lead, depth], pick, 0, least - 1);
        expectAgreement((x, i) => tf.gatherND(x, i), quarters(of, pick), indices());
        const updates = [...lead, ...of.slice(depth)];
        expectAgreement((i, u) => tf.scatterND(i, u, of), indices(), quarters(updates, pick));
        expectAgreement((i, u) => tf.scatterND(i, u, of), indices(), integers(updates, pick));
      }),
    );
  });
  it('unsortedSegmentSum', () => {
    fc.assert(
      fc.property(fullShape(3, 1), positive, fc.nat(), (of, segments, pick) =>
        expectAgreement(
          (x, ids) => tf.unsortedSegmentSum(x, ids as Tensor1D, segments),
          quarters(of, pick),
          integers([of[0]!], pick, 0, segments - 1),
        ),
      ),
    );
  });
  it('oneHot, of any two values, out of range too', () => {
    fc.assert(
      fc.property(fullShape(3), fc.integer({ min: 2, max: 5 }), fc.nat(), (of, depth, pick) => {
        expectAgreement((i) => tf.oneHot(i, depth), integers(of, pick, -1, depth));
        expectAgreement((i) => tf.oneHot(i, depth, 0.5, -2, 'float32'), integers(of, pick, -1, depth));
      }),
    );
  });
  it('embedding of a table by labels, and back', () => {
    expectAgreement(
      (x, i) => tf.matMul(tf.cast(tf.oneHot(i, 4), 'float32'), x, true),
      reals([6, 3]),
      integers([6], 1, 0, 3),
    );
  });
});
