import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { expectAgreement } from './support/both.js';
import { onCpu } from './support/cpu.js';
import { fullShape, integers, quarters, reals, shape, truths } from './support/tensors.js';

onCpu();

type Reduce = (x: Tensor, axes?: number[], keepDims?: boolean) => Tensor;
const each = <F>(table: Readonly<Record<string, F>>) => Object.entries(table);

/** A shape, some of its axes, and whether they stay. */
const reduced = (shapes: fc.Arbitrary<number[]>): fc.Arbitrary<[number[], number[] | undefined, boolean]> =>
  shapes.chain((of) =>
    fc.tuple(fc.constant(of), fc.option(fc.subarray([...of.keys()]), { nil: undefined }), fc.boolean()),
  );

describe('reductions', () => {
  it.each(each<Reduce>({ sum: tf.sum, mean: tf.mean, prod: tf.prod }))('%s, of nothing too', (_name, f) => {
    fc.assert(
      fc.property(reduced(shape()), fc.nat(), ([of, axes, keep], start) => {
        expectAgreement((x) => f(x, axes, keep), quarters(of, start));
        expectAgreement((x) => f(x, axes, keep), integers(of, start));
        expectAgreement((x) => f(x, axes, keep), truths(of, start));
      }),
    );
  });
  it.each(each<Reduce>({ max: tf.max, min: tf.min }))('%s', (_name, f) => {
    fc.assert(
      fc.property(reduced(fullShape()), fc.nat(), ([of, axes, keep], start) => {
        expectAgreement((x) => f(x, axes, keep), quarters(of, start));
        expectAgreement((x) => f(x, axes, keep), integers(of, start));
      }),
    );
  });
  it.each(each<Reduce>({ all: tf.all, any: tf.any }))('%s', (_name, f) => {
    fc.assert(
      fc.property(reduced(fullShape()), fc.nat(), ([of, axes, keep], start) =>
        expectAgreement((x) => f(x, axes, keep), truths(of, start)),
      ),
    );
  });
  it.each(each({ argMax: tf.argMax, argMin: tf.argMin }))('%s, the first of equals', (_name, f) => {
    fc.assert(
      fc.property(fullShape(4, 1), fc.nat(), fc.nat(), (of, pick, start) => {
        const axis = (pick % (2 * of.length)) - of.length;
        expectAgreement((x) => f(x, axis), quarters(of, start));
        expectAgreement((x) => f(x, axis), integers(of, start, 0, 2));
      }),
    );
  });
  it.each(each({ cumsum: tf.cumsum, cumprod: tf.cumprod }))(
    '%s, either way, with and without the place itself, axes from either end',
    (_name, cumulate) => {
      fc.assert(
        fc.property(fullShape(4, 1), fc.nat(), fc.boolean(), fc.boolean(), (of, pick, exclusive, reverse) => {
          const axis = (pick % (2 * of.length)) - of.length;
          const f = (x: Tensor): Tensor => cumulate(x, axis, exclusive, reverse);
          expectAgreement(f, quarters(of, pick));
          expectAgreement(f, integers(of, pick));
          expectAgreement(f, truths(of, pick));
        }),
      );
      for (const exclusive of [false, true]) {
        expectAgreement((x) => cumulate(x, 0, exclusive), quarters([], 1));
        expectAgreement((x) => cumulate(x, -1, exclusive), quarters([2, 0], 1));
      }
    },
  );
  it('softmax and logSoftmax, of large numbers too', () => {
    fc.assert(
      fc.property(fullShape(3, 1), fc.nat(), fc.constantFrom(1, 100), (of, start, scale) => {
        expectAgreement((x) => tf.softmax(x), reals(of, start, scale));
        expectAgreement((x) => tf.logSoftmax(x), reals(of, start, scale));
        expectAgreement((x) => tf.logSumExp(x, -1), reals(of, start, scale));
      }),
    );
  });
  it('moments and norms', () => {
    fc.assert(
      fc.property(reduced(fullShape(3, 1)), fc.nat(), ([of, axes, keep], start) => {
        expectAgreement(
          (x) => {
            const { mean, variance } = tf.moments(x, axes, keep);
            return [mean, variance];
          },
          reals(of, start),
        );
        if (axes === undefined) expectAgreement((x) => tf.norm(x, 'euclidean', undefined, keep), reals(of, start));
      }),
    );
  });
});
