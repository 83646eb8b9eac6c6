import { choleskySolve } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { expectAgreement, expectMeaning } from './support/both.js';
import { onCpu } from './support/cpu.js';
import { fullShape, integers, positive, reals } from './support/tensors.js';

onCpu();

const turned = (shape: number[], turn: boolean): number[] =>
  turn ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape;
const sizes = fc.tuple(positive, positive, positive);

describe('products of matrices', () => {
  it('with equal batch axes, either transposed', () => {
    fc.assert(
      fc.property(fullShape(2), sizes, fc.boolean(), fc.boolean(), fc.nat(), (batch, [m, k, n], ta, tb, start) => {
        const a = turned([...batch, m, k], ta);
        const b = turned([...batch, k, n], tb);
        expectAgreement((x, y) => tf.matMul(x, y, ta, tb), reals(a, start), reals(b, start + 1));
        expectAgreement((x, y) => tf.matMul(x, y, ta, tb), integers(a, start), integers(b, start + 1));
      }),
    );
  });
  it('with one matrix for all of a batch', () => {
    fc.assert(
      fc.property(positive, sizes, fc.boolean(), fc.nat(), (batch, [m, k, n], left, start) => {
        const [a, b] = left ? [1, batch] : [batch, 1];
        expectAgreement((x, y) => tf.matMul(x, y), reals([a, m, k], start), reals([b, k, n], start + 1));
      }),
    );
  });
  it('with batch axes that broadcast both ways, as those of repeated matrices', () => {
    fc.assert(
      fc.property(positive, positive, sizes, fc.nat(), (s, t, [m, k, n], start) => {
        // TensorFlow.js' own kernels take other matrices there.
        const repeated = (x: Tensor): Tensor => tf.broadcastTo(x, [s, t, ...x.shape.slice(2)]);
        expectMeaning(
          (a, b) => tf.matMul(a, b),
          (a, b) => tf.matMul(repeated(a), repeated(b)),
          reals([s, 1, m, k], start),
          reals([1, t, k, n], start + 1),
        );
      }),
    );
  });
  it('of nothing are zero', () => {
    expectAgreement((a, b) => tf.matMul(a, b), reals([2, 3, 0]), reals([2, 0, 4]));
  });
  it('fused with bias and activation', () => {
    const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const;
    fc.assert(
      fc.property(
        sizes,
        fc.constantFrom(...activations),
        fc.boolean(),
        fc.nat(),
        ([m, k, n], activation, tb, start) => {
          const fused = (a: Tensor, b: Tensor, bias?: Tensor): Tensor =>
            tf.fused.matMul({ a, b, transposeB: tb, activation, leakyreluAlpha: 0.3, ...(bias ? { bias } : {}) });
          const b = (): Tensor => reals(turned([k, n], tb), start + 1);
          expectAgreement((x, y, z) => fused(x, y, z), reals([m, k], start), b(), reals([n], start + 2));
          expectAgreement((x, y) => fused(x, y), reals([m, k], start), b());
        },
      ),
    );
  });
  it('fused with learned slopes', () => {
    expectAgreement(
      (a, b, preluActivationWeights) =>
        tf.fused.matMul({ a: a, b: b, activation: 'prelu', preluActivationWeights: preluActivationWeights }),
      reals([3, 4]),
      reals([4, 5], 1),
      reals([3, 5], 2),
    );
  });
});

describe('systems of equations', () => {
  it('with one matrix and several right-hand sides each', () => {
    fc.assert(
      fc.property(fullShape(2), sizes, fc.nat(), (batch, [n, m, k], start) => {
        expectAgreement(
          (x, b) => choleskySolve(tf.add(tf.matMul(x, x, true), tf.eye(n)), b),
          reals([...batch, k, n], start),
          reals([...batch, n, m], start + 1),
        );
      }),
    );
  });
  it('of whose matrices the symmetric part counts', () => {
    expectAgreement((a, b) => choleskySolve(tf.add(a, tf.mul(tf.eye(3), 9)), b), reals([2, 3, 3]), reals([2, 3, 2], 1));
  });
  it('that is none with a matrix that is not positive definite: NaN', () => {
    expectAgreement((a, b) => choleskySolve(tf.sub(tf.mul(a, 0), tf.eye(2)), b), reals([1, 2, 2]), reals([1, 2, 1], 1));
  });
  it('of no tasks, of no equations and for nothing', () => {
    for (const [batch, n, m] of [
      [0, 2, 3],
      [2, 0, 3],
      [2, 3, 0],
    ] as const)
      expectAgreement((a, b) => choleskySolve(a, b), reals([batch, n, n]), reals([batch, n, m], 1));
  });
});

describe('einsum', () => {
  it.each(['ij,jk->ik', 'bij,bjk->bik', 'bij,bkj->bki', 'ij,ij->', 'ij,ij->ij', 'i,j->ij', 'bij,jk->ikb', 'abc,cb->a'])(
    '%s',
    (equation) => {
      const size: Record<string, number> = { a: 2, b: 3, c: 4, i: 2, j: 5, k: 1 };
      const [a, b] = equation
        .split('->')[0]!
        .split(',')
        .map((term) => Array.from(term, (letter) => size[letter]!));
      expectAgreement((x, y) => tf.einsum(equation, x, y), reals(a!), reals(b!, 1));
    },
  );
  it.each(['ij->ji', 'ij->', 'ijk->ki'])('%s', (equation) => {
    const shape = [2, 3, 4].slice(0, equation.indexOf('-'));
    expectAgreement((x) => tf.einsum(equation, x), reals(shape));
  });
});
