import '@tensorflow/tfjs-backend-cpu';
import { expectTreesClose } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { attend, leaf, multiHeadAttention, useBackend } from '../../../src/index.js';
import type { ParamTree } from '../../../src/index.js';
import { contextOf, noisy, sample } from '../../support/examples.js';
import { sequenceLaws } from '../../support/sequence-laws.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const layer = multiHeadAttention({ inputs: { queries: 3, keys: 3, values: 3 }, heads: 2, units: 4, outputs: 5 });

sequenceLaws('multiHeadAttention of a set to itself', {
  model: { specs: layer.specs, apply: (params, x, at) => layer.apply(params, { queries: x, keys: x, values: x }, at) },
  x: [3],
  gradientTolerance: 2e-2,
});

describe('multiHeadAttention', () => {
  it('is attend of each head with its share of the features, side by side, projected', () => {
    tf.tidy(() => {
      const [params, queries, keys, values] = [
        noisy(layer.specs),
        sample('q', [2, 3], 2),
        sample('k', [3, 3], 2),
        sample('v', [3, 3], 2),
      ];
      const mask = tf.tensor3d([1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1], [2, 2, 3]);
      const through = (at: ParamTree, part: string, x: tf.Tensor): tf.Tensor =>
        tf.add(
          tf.stack(
            tf.unstack(x).map((one) => tf.matMul(one as tf.Tensor2D, leaf(at, `${part}/kernel`) as tf.Tensor2D)),
          ),
          leaf(at, `${part}/bias`),
        );
      for (const options of [
        {},
        { mask },
        { mask: tf.reshape(tf.slice(mask, [0, 0, 0], [1, 2, 3]), [2, 3]), scale: 0.3 },
      ]) {
        const heads = [0, 2].map((start) => {
          const share = (part: string, x: tf.Tensor): tf.Tensor =>
            tf.slice(through(params, part, x), [0, 0, start], [-1, -1, 2]);
          return attend(share('query', queries), share('key', keys), share('value', values), options);
        });
        const expected = through(params, 'output', tf.concat(heads, 2));
        expectTreesClose(layer.apply(params, { queries, keys, values }, contextOf(), options), expected);
      }
    });
  });

  it('refuses units that heads do not divide', () => {
    const inputs = { queries: 3, keys: 3, values: 3 };
    expect(() => multiHeadAttention({ inputs, heads: 3, units: 4, outputs: 5 })).toThrow(
      'units must be a multiple of heads, got 4 units and 3 heads',
    );
  });
});
