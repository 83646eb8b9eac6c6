import '@tensorflow/tfjs-backend-cpu';
import { expectNoLeaks, expectTreesClose } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { differentiate, leaf, offTape, tidy, useBackend } from '../../src/index.js';
import type { ParamTree } from '../../src/index.js';
import { contextOf } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const gradientOf = (f: (params: ParamTree) => Tensor, at: ParamTree): ParamTree =>
  differentiate(f, at, contextOf()).grads;
const cube = ({ x }: ParamTree): Tensor => tf.pow(x as Tensor, 3);

it('makes constants, of gradients that are taken inside too', () => {
  tf.tidy(() => {
    const f = (at: ParamTree): Tensor =>
      tf.mul(
        leaf(at, 'x'),
        offTape(() => leaf(gradientOf(cube, at), 'x')),
      );
    expectTreesClose(gradientOf(f, { x: tf.scalar(2) }), { x: tf.scalar(12) });
    const taped = (at: ParamTree): Tensor => tf.mul(leaf(at, 'x'), leaf(gradientOf(cube, at), 'x'));
    expectTreesClose(gradientOf(taped, { x: tf.scalar(2) }), { x: tf.scalar(36) });
  });
});

it('takes gradients within a backward pass, which goes on undisturbed', () => {
  const cubed = tf.customGrad<Tensor>((x, save) => {
    (save as (tensors: Tensor[]) => void)([x as Tensor]);
    return {
      value: tf.pow(x as Tensor, 3),
      gradFunc: (dy, [saved]) =>
        tf.mul(
          dy,
          offTape(() => leaf(gradientOf(cube, { x: saved as Tensor }), 'x')),
        ),
    };
  });
  tf.tidy(() => {
    const f = ({ x }: ParamTree): Tensor => tf.square(cubed(tf.square(x as Tensor)));
    expectTreesClose(gradientOf(f, { x: tf.scalar(1.1) }), { x: tf.scalar(12 * 1.1 ** 11) });
  });
});

it('leaves the tape as it was where the function throws, and nothing in memory', async () => {
  const x = tf.scalar(2);
  const failing = (at: ParamTree): Tensor => {
    tf.exp(leaf(at, 'x'));
    throw new Error('no');
  };
  await expectNoLeaks(() =>
    tidy(() => {
      const f = (at: ParamTree): Tensor => {
        const y = tf.exp(leaf(at, 'x'));
        expect(() => offTape(() => gradientOf(failing, at))).toThrow('no');
        return y;
      };
      const { grads, value } = differentiate(f, { x }, contextOf());
      expectTreesClose(grads, { x: value });
      return grads;
    }),
  );
  x.dispose();
});
