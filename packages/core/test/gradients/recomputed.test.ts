import '@tensorflow/tfjs-backend-cpu';
import { checkGradients, expectNoLeaks, expectTreesClose, expectTreesEqual } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { differentiate, leaf, mapParams, peakMemory, recomputed, tidy, useBackend } from '../../src/index.js';
import type { ParamTree } from '../../src/index.js';
import { contextOf, sample } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

type F = (params: ParamTree) => ParamTree;

const gradientOf = (f: (params: ParamTree) => Tensor, at: ParamTree): ParamTree =>
  differentiate(f, at, contextOf()).grads;

/** Two outputs of two inputs, entangled. */
const mixed: F = ({ x, w }) => {
  const y = tf.tanh(tf.matMul(x as Tensor, w as Tensor));
  return { x: tf.add(y, tf.mul(0.3, x as Tensor)), w: tf.mul(tf.exp(tf.mul(w as Tensor, 0.2)), tf.sum(y)) };
};

/** A step along a gradient: a function that differentiates. */
const descended: F = ({ x, w }) => {
  const height = (at: ParamTree): Tensor => tf.sum(tf.tanh(tf.matMul(x as Tensor, leaf(at, 'w'))));
  return { x: x as Tensor, w: tf.sub(w as Tensor, tf.mul(0.4, leaf(gradientOf(height, { w: w as Tensor }), 'w'))) };
};

const height = ({ x, w }: ParamTree): Tensor => tf.mean(tf.square(tf.matMul(x as Tensor, w as Tensor)));
const chained =
  (f: F, times: number): F =>
  (at) =>
    Array.from({ length: times }).reduce<ParamTree>((point) => f(point), at);
const example = (size: number): ParamTree => ({ x: sample('x', [size, size]), w: sample('w', [size, size]) });

describe('recomputed', () => {
  it.each([
    ['of a plain function', mixed],
    ['of a function that differentiates', descended],
  ])('has the values and the derivatives %s', (_name, f) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), (size, times) =>
        tf.tidy(() => {
          const at = example(size);
          const [plain, again] = [f, recomputed(f)].map((one) => chained(one, times)) as [F, F];
          expectTreesEqual(again(at), plain(at));
          const nested = recomputed(chained(recomputed(f), times));
          const expected = gradientOf((free) => height(plain(free)), at);
          for (const g of [again, nested])
            expectTreesClose(
              gradientOf((free) => height(g(free)), at),
              expected,
            );
        }),
      ),
      { numRuns: 8 },
    );
  });

  it.each([1, 2, 3])('agrees with finite differences at order %i', (order) => {
    tf.tidy(() => {
      const f = chained(recomputed(mixed), 2);
      checkGradients((at) => height(f(at)), { x: tf.mul(sample('x', [2, 2]), 0.5), w: sample('w', [2, 2]) }, { order });
    });
  });

  it('has the second derivatives of a function that differentiates', () => {
    tf.tidy(() => {
      const curved = (f: F) => (at: ParamTree) =>
        tf.sum(
          tf.square(
            leaf(
              gradientOf((free) => height(f(free)), at),
              'x',
            ),
          ),
        );
      const at = example(3);
      const nested = recomputed(chained(recomputed(descended), 2));
      expectTreesClose(gradientOf(curved(nested), at), gradientOf(curved(chained(descended, 2)), at));
    });
  });

  it('sums the gradients of a tensor that it is given twice, and passes on what it is given', () => {
    tf.tidy(() => {
      const product = recomputed(([a, b]: readonly [Tensor, Tensor]) => [tf.mul(a, b), a, b] as const);
      const f = ({ x }: ParamTree): Tensor => tf.addN([...product([x as Tensor, x as Tensor])]);
      expectTreesClose(gradientOf(f, { x: tf.scalar(3) }), { x: tf.scalar(8) });
    });
  });

  it('takes whole numbers and outputs that nobody uses, and its captured tensors as constants', () => {
    tf.tidy(() => {
      const f = ({ x }: ParamTree): Tensor => {
        const { y } = recomputed((at: ParamTree) => ({
          y: tf.mul(tf.gather(leaf(at, 'x'), leaf(at, 'rows')), x as Tensor),
          unused: tf.exp(leaf(at, 'x')),
          rows: leaf(at, 'rows'),
        }))({ x: x as Tensor, rows: tf.tensor1d([1, 1], 'int32') });
        return y;
      };
      expectTreesClose(gradientOf(f, { x: tf.tensor1d([2, 5]) }), { x: tf.tensor1d([0, 7]) });
    });
  });

  it('runs the function once more for a derivative, and not at all for what no derivative reaches', () => {
    tf.tidy(() => {
      let runs = 0;
      const counted = recomputed((x: Tensor) => {
        runs++;
        return tf.square(x);
      });
      const { grads } = differentiate(
        ({ x }) => {
          counted(tf.scalar(4));
          return counted(x as Tensor);
        },
        { x: tf.scalar(3) },
        contextOf(),
      );
      expectTreesClose(grads, { x: tf.scalar(6) });
      expect(runs).toBe(3);
    });
  });

  it('keeps the memory of one link of a chain, where that of the plain chain grows with its length', () => {
    const [x, w] = [sample('x', [200, 4]), sample('w', [4, 4])];
    const wide = (at: Tensor): Tensor => {
      const y = Array.from({ length: 6 }).reduce<Tensor>((z) => tf.tanh(tf.matMul(z, at)), x);
      return tf.add(at, tf.mul(0.01, tf.matMul(y, y, true)));
    };
    const bytes = (f: (at: Tensor) => Tensor, times: number): number => {
      const links = (at: ParamTree): Tensor => Array.from({ length: times }).reduce<Tensor>(f, leaf(at, 'w'));
      return peakMemory(() => tf.tidy(() => void gradientOf(links, { w }))).bytes;
    };
    expect(bytes(recomputed(wide), 24)).toBeLessThan(1.2 * bytes(recomputed(wide), 3));
    expect(bytes(wide, 24)).toBeGreaterThan(5 * bytes(wide, 3));
    tf.dispose([x, w]);
  });

  it('leaves no tensor behind, nor where the function throws when it is run again', async () => {
    const at = example(3);
    const f = recomputed(chained(recomputed(descended), 3));
    await expectNoLeaks(() => tidy(() => gradientOf((free) => height(f(free)), at)));
    let fails = false;
    const failing = recomputed((given: ParamTree) => {
      const moved = descended(given);
      if (fails) throw new Error('no');
      return moved;
    });
    await expectNoLeaks(() => {
      const late = (free: ParamTree): Tensor => {
        const moved = failing(free);
        fails = true;
        return height(moved);
      };
      expect(() => tf.tidy(() => void gradientOf(late, at))).toThrow('no');
      return [];
    });
    tf.tidy(() =>
      expectTreesClose(
        gradientOf(height, at),
        gradientOf(
          height,
          mapParams(at, (t) => tf.clone(t)),
        ),
      ),
    );
    tf.dispose(Object.values(at));
  });
});
