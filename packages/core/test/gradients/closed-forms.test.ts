import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { onEveryBackend } from './backends.js';
import { derivatives, distance, gradientAt, numbersFrom } from './finite-differences.js';

type Scalar = (x: Tensor) => Tensor;

/** The derivative of order k of an elementwise function. */
const nth = (f: Scalar, order: number): Scalar =>
  order === 0 ? f : (x) => gradientAt(([y]) => tf.sum(nth(f, order - 1)(y as Tensor)), [x])[0] as Tensor;

const values = (x: Tensor): number[] => [...x.dataSync()];
function expectClose(actual: Tensor, expected: readonly number[], tolerance = 1e-5): void {
  values(actual).forEach((value, i) => {
    const wanted = expected[i] as number;
    expect(Math.abs(value - wanted)).toBeLessThan(tolerance * Math.max(1, Math.abs(wanted)));
  });
}

const at = [-1.3, -0.4, 0.3, 1.1];

onEveryBackend((start) => {
  beforeAll(start);

  it.each([1, 2, 3, 4])('the derivative of order %i of exp is exp', (order) => {
    expectClose(nth(tf.exp, order)(tf.tensor1d(at)), at.map(Math.exp));
  });

  it('the second derivative of tanh is −2 tanh (1 − tanh²), the third 2 (1 − t²)(3t² − 1)', () => {
    const t = at.map(Math.tanh);
    expectClose(
      nth(tf.tanh, 2)(tf.tensor1d(at)),
      t.map((y) => -2 * y * (1 - y * y)),
    );
    expectClose(
      nth(tf.tanh, 3)(tf.tensor1d(at)),
      t.map((y) => 2 * (1 - y * y) * (3 * y * y - 1)),
    );
  });

  it('the second derivative of sigmoid is s (1 − s)(1 − 2s)', () => {
    const s = at.map((x) => 1 / (1 + Math.exp(-x)));
    expectClose(
      nth(tf.sigmoid, 2)(tf.tensor1d(at)),
      s.map((y) => y * (1 - y) * (1 - 2 * y)),
    );
  });

  it('derivatives of a square by pow at 0 are 0, 2, 0: none is NaN', () => {
    const square: Scalar = (x) => tf.pow(x, 2);
    const zero = tf.tensor1d([0]);
    expect([1, 2, 3].map((order) => values(nth(square, order)(zero))[0])).toEqual([0, 2, 0]);
  });

  it('the product of entries of which some are zero has the product of the others as its gradient', () => {
    const x = tf.tensor2d([
      [0, 2, 3],
      [0, 0, 5],
      [2, 3, 4],
    ]);
    const [gradient] = gradientAt(([y]) => tf.sum(tf.prod(y as Tensor, 1)), [x]);
    expect(values(gradient as Tensor)).toEqual([6, 0, 0, 0, 0, 0, 12, 8, 6]);
  });

  it.each(['logSumExp', 'logSoftmax', 'softmaxCrossEntropy'])('the Hessian of %s is diag p − p pᵀ', (name) => {
    const logits = tf.tensor2d([[0.2, -0.7, 1.1]]);
    const label = tf.tensor2d([[0, 1, 0]]);
    const losses: Record<string, Scalar> = {
      logSumExp: (x) => tf.logSumExp(x),
      logSoftmax: (x) => tf.neg(tf.sum(tf.mul(label, tf.logSoftmax(x)))),
      softmaxCrossEntropy: (x) => tf.losses.softmaxCrossEntropy(label, x),
    };
    const loss = losses[name] as Scalar;
    const p = values(tf.softmax(logits));
    for (const [i, pi] of p.entries()) {
      const row = gradientAt(
        ([x]) => tf.slice(tf.reshape(nth(loss, 1)(x as Tensor), [3]), i, 1),
        [logits],
      )[0] as Tensor;
      expectClose(
        row,
        p.map((pj, j) => (i === j ? pi : 0) - pi * pj),
      );
    }
  });

  it('labels of any sum have the gradient −logSoftmax, logits Σ labels · p − labels', () => {
    const [labels, logits] = [tf.tensor2d([[0.5, 2, 0]]), tf.tensor2d([[0.2, -0.7, 1.1]])];
    const [byLabels, byLogits] = gradientAt(
      ([y, x]) => tf.losses.softmaxCrossEntropy(y as Tensor, x as Tensor),
      [labels, logits],
    ) as [Tensor, Tensor];
    expectClose(byLabels, values(tf.neg(tf.logSoftmax(logits))));
    expectClose(byLogits, values(tf.sub(tf.mul(tf.softmax(logits), 2.5), labels)));
  });

  it('ties of max and of maximum share the gradient, abs has 0 at 0', () => {
    const [ofMax] = gradientAt(([x]) => tf.sum(tf.max(x as Tensor, 1)), [tf.tensor2d([[1, 3, 3]])]);
    expect(values(ofMax as Tensor)).toEqual([0, 0.5, 0.5]);
    const ofBoth = gradientAt(([a, b]) => tf.sum(tf.maximum(a as Tensor, b as Tensor)), [tf.ones([1]), tf.ones([1])]);
    expect(ofBoth.map((x) => values(x)[0])).toEqual([0.5, 0.5]);
    expect(values(nth(tf.abs, 1)(tf.tensor1d([-2, 0, 2])))).toEqual([-1, 0, 1]);
  });

  it('MAML with relu and softmaxCrossEntropy has the meta-gradient of finite differences', () => {
    const random = numbersFrom(4);
    const x = random([6, 3]) as Tensor2D;
    const label = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2], 'int32'), 3);
    const loss = ([w, v]: readonly Tensor[]): Tensor =>
      tf.losses.softmaxCrossEntropy(label, tf.matMul(tf.relu(tf.matMul(x, w as Tensor2D)), v as Tensor2D));
    const adapted = (weights: readonly Tensor[]): Tensor => {
      const gradients = gradientAt(loss, weights);
      return loss(weights.map((w, i) => tf.sub(w, tf.mul(gradients[i] as Tensor, 0.5))));
    };
    const found = derivatives((...weights) => adapted(weights), [random([3, 5]), random([5, 3])], 1, 2e-3);
    expect(Math.abs(found.numeric)).toBeGreaterThan(1e-2);
    expect(distance(found)).toBeLessThan(1e-3);
  });

  it('gradients of broadcasts have the shape of their argument and its values summed, whatever the shapes', () => {
    const size = fc.integer({ min: 1, max: 3 });
    const shapes = fc.array(fc.record({ size, left: fc.boolean(), right: fc.boolean() }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(shapes, fc.nat(2), fc.nat(2), (axes, dropLeft, dropRight) => {
        const a = axes.map(({ size, left }) => (left ? 1 : size)).slice(Math.min(dropLeft, axes.length));
        const b = axes.map(({ size, right }) => (right ? 1 : size)).slice(Math.min(dropRight, axes.length));
        const random = numbersFrom(axes.length + 1);
        const [x, y] = [random(a), random(b)];
        const [byX, byY] = gradientAt(([p, q]) => tf.sum(tf.mul(p as Tensor, q as Tensor)), [x, y]) as [Tensor, Tensor];
        const copies = tf.mul(tf.onesLike(x), tf.onesLike(y)).size;
        expect([byX.shape, byY.shape]).toEqual([a, b]);
        expectClose(tf.sum(byX), [(values(tf.sum(y))[0] as number) * (copies / y.size)]);
        expectClose(tf.sum(byY), [(values(tf.sum(x))[0] as number) * (copies / x.size)]);
      }),
      { numRuns: 40 },
    );
  });

  it('matMul whose batch axes broadcast in both arguments has the gradients of repeated matrices', () => {
    const random = numbersFrom(9);
    const [a, b, weights] = [random([2, 1, 2, 3]), random([1, 2, 3, 2]), random([2, 2, 2, 2])];
    const widen = (x: Tensor): Tensor => tf.mul(x, tf.ones([2, 2, 1, 1]));
    // Stock kernels give other values for such shapes; the gradient of a linear function does not depend on them.
    const found = gradientAt(([p, q]) => tf.sum(tf.mul(tf.matMul(p as Tensor, q as Tensor), weights)), [a, b]);
    const expected = gradientAt(
      ([p, q]) => tf.sum(tf.mul(tf.matMul(widen(p as Tensor), widen(q as Tensor)), weights)),
      [a, b],
    );
    found.forEach((gradient, i) => expectClose(gradient, values(expected[i] as Tensor)));
  });
});
