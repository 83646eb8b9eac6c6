import '@tensorflow/tfjs-backend-cpu';
import { checkGradients, expectTreesClose } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { causalConv, differentiate, leaf, useBackend } from '../../src/index.js';
import type { ParamTree } from '../../src/index.js';
import { contextOf, noisy, numbers, perTask, sample } from '../support/examples.js';
import { sequenceLaws } from '../support/sequence-laws.js';

beforeAll(async () => {
  await useBackend('cpu');
});

sequenceLaws('causalConv', { model: causalConv({ inputs: 2, outputs: 3, dilation: 2 }), x: [2] });

describe('causalConv', () => {
  it('is a sum over positions at multiples of the dilation before, by hand', () => {
    const layer = causalConv({ inputs: 1, outputs: 1, dilation: 2 });
    const params = { kernel: tf.tensor3d([[[10]], [[1]]]), bias: tf.tensor1d([0.5]) };
    expect(numbers(layer.apply(params, tf.tensor3d([[[1], [2], [3], [4]]])))).toEqual([1.5, 2.5, 13.5, 24.5]);
  });

  it('equals sums written out, of several channels and taps', () => {
    tf.tidy(() => {
      const layer = causalConv({ inputs: 2, outputs: 3, dilation: 1, kernel: 3 });
      const [params, x] = [noisy(layer.specs), sample('x', [4, 2], 1)];
      const [k, b, v] = [leaf(params, 'kernel'), leaf(params, 'bias'), x].map(numbers) as [
        number[],
        number[],
        number[],
      ];
      const at = (list: number[], i: number): number => list[i] as number;
      const expected = Array.from({ length: 4 * 3 }, (_, i) => {
        const [n, o] = [Math.floor(i / 3), i % 3];
        let sum = at(b, o);
        for (let tap = 0; tap < 3; tap++) {
          for (let c = 0; c < 2 && n - 2 + tap >= 0; c++)
            sum += at(v, (n - 2 + tap) * 2 + c) * at(k, (tap * 2 + c) * 3 + o);
        }
        return sum;
      });
      expectTreesClose(layer.apply(params, x), tf.tensor3d(expected, [1, 4, 3]));
    });
  });

  it('is causal: its Jacobian is nonzero at the taps alone', () => {
    tf.tidy(() => {
      const layer = causalConv({ inputs: 1, outputs: 1, dilation: 2 });
      const [params, x] = [noisy(layer.specs), sample('x', [5, 1], 1)];
      for (let n = 0; n < 5; n++) {
        const f = (at: ParamTree): tf.Tensor =>
          tf.sum(tf.slice(layer.apply(params, leaf(at, 'x')), [0, n, 0], [-1, 1, -1]));
        const slopes = numbers(leaf(differentiate(f, { x }, contextOf()).grads, 'x'));
        expect(slopes.flatMap((slope, m) => (slope === 0 ? [] : [m]))).toEqual(n < 2 ? [n] : [n - 2, n]);
      }
    });
  });

  it.each([0, 1, 2, 3, 5])(
    'computes one position after %i earlier ones as the whole sequence ends, for each branch',
    (earlier) => {
      tf.tidy(() => {
        const layer = causalConv({ inputs: 2, outputs: 3, dilation: 2, kernel: 3 });
        const shared = noisy(layer.specs);
        const [before, x] = [sample('before', [earlier, 2], 2), sample('x', [3, 2], 2)];
        for (const params of [shared, perTask(shared, layer.specs, 2)]) {
          const found = layer.step(params, x, before);
          for (let q = 0; q < 3; q++) {
            const alone = tf.concat([before, tf.slice(x, [0, q, 0], [-1, 1, -1])], 1);
            const last = tf.slice(layer.apply(params, alone), [0, earlier, 0], [-1, 1, -1]);
            expectTreesClose(tf.slice(found, [0, q, 0], [-1, 1, -1]), last);
          }
        }
      });
    },
  );

  it('has right second derivatives by leaves, positions and earlier ones', () => {
    const layer = causalConv({ inputs: 2, outputs: 2, dilation: 1 });
    const f = (at: ParamTree): tf.Tensor =>
      tf.tanh(tf.concat([layer.apply(at, leaf(at, 'x')), layer.step(at, leaf(at, 'q'), leaf(at, 'x'))], 1));
    checkGradients(
      f,
      { ...noisy(layer.specs), x: sample('x', [3, 2], 2), q: sample('q', [2, 2], 2) },
      { order: 2, directions: 1, tolerance: 3e-2 },
    );
  });

  it('refuses feature maps, other channels and sizes that are none', () => {
    const layer = causalConv({ inputs: 2, outputs: 2, dilation: 1 });
    expect(() => layer.apply(noisy(layer.specs), tf.zeros([1, 3, 3]))).toThrow(
      'causalConv: expected a sequence of shape [tasks, positions, 2]',
    );
    expect(() => layer.step(noisy(layer.specs), tf.zeros([1, 3, 2]), tf.zeros([1, 3, 1]))).toThrow(
      'causalConv: expected a sequence',
    );
    expect(() => causalConv({ inputs: 2, outputs: 2, dilation: 0 })).toThrow(
      'causalConv: dilation must be an integer of at least 1',
    );
  });
});
