import { initialize, seed, useBackend } from '@innerloop/core';
import type { Context, ParamTree, Tensor } from '@innerloop/core';
import { expectTreesClose } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { causalAttention, causalStack, denseBlock, snailStack } from '../../src/index.js';
import type { CausalLayer, CausalStack } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

const context: Context = { key: seed(5), mode: 'test', order: 'first' };
const normal = (shape: number[], name: string): Tensor => seed(6).fold(name).draw('normal', shape);
const whole = (layer: CausalLayer | CausalStack, params: ParamTree, x: Tensor): Tensor => {
  if ('read' in layer) return layer.read(params, x, context).outputs;
  return layer.along(params, x, layer.past(params, x, context), context);
};
const rows = (x: Tensor, from: number, count: number): Tensor =>
  tf.slice(x, [0, from, 0], [x.shape[0], count, x.shape[2] as number]);

/** `∂ out_i / ∂ in_j` summed over the entries of each, absolutely: `influence[i][j]`. */
function influence(layer: CausalLayer | CausalStack, length: number): number[][] {
  const params = initialize(layer.specs, seed(7));
  const x = normal([1, length, layer.inputs], 'x');
  return Array.from({ length }, (_, i) => {
    // A random weight for each output, so that sums do not cancel.
    const weights = normal([1, 1, layer.outputs], 'weights');
    const slope = tf.grad((at: Tensor) => tf.sum(tf.mul(rows(whole(layer, params, at), i, 1), weights)))(x);
    return (tf.sum(tf.abs(slope), [0, 2]).arraySync() as number[]).map((size) => size);
  });
}

const layers: Readonly<Record<string, CausalLayer | CausalStack>> = {
  'a dense block': denseBlock({ inputs: 3, dilation: 2, filters: 2 }),
  attention: causalAttention({ inputs: 3, keys: 4, values: 2 }),
  'a stack of both': causalStack({
    look: causalAttention({ inputs: 3, keys: 4, values: 2 }),
    near: denseBlock({ inputs: 5, dilation: 1, filters: 2 }),
    far: denseBlock({ inputs: 7, dilation: 2, filters: 2 }),
  }),
};

describe.each(Object.entries(layers))('%s', (_name, layer) => {
  it('has no slope at an example by a later one', () => {
    influence(layer, 5).forEach((slopes, i) => {
      expect(slopes.slice(i + 1)).toEqual(slopes.slice(i + 1).map(() => 0));
      expect(slopes[i]).toBeGreaterThan(0);
    });
  });

  it('gives a branch what it gives the last example of the sequence with it', () => {
    const params = initialize(layer.specs, seed(7));
    const x = normal([2, 6, 3], 'x');
    const asked = normal([2, 3, 3], 'asked');
    for (const known of [6, 1, 0]) {
      const past = rows(x, 0, known);
      const branches =
        'read' in layer
          ? layer.after(params, asked, layer.read(params, past, context).pasts, context)
          : layer.after(params, asked, layer.past(params, past, context), context);
      for (let branch = 0; branch < 3; branch++) {
        const own = rows(asked, branch, 1);
        const sequence = known === 0 ? own : tf.concat([past, own], 1);
        expectTreesClose(rows(branches, branch, 1), rows(whole(layer, params, sequence), known, 1));
      }
    }
  });
});

describe('causalAttention', () => {
  it('gives the values, with equal keys their mean, of what it may see', () => {
    const layer = causalAttention({ inputs: 1, keys: 1, values: 1 });
    const zero = tf.zeros([1, 1]);
    const params: ParamTree = {
      'query/kernel': tf.ones([1, 1]),
      'query/bias': tf.zeros([1]),
      'key/kernel': zero,
      'key/bias': tf.ones([1]),
      'value/kernel': tf.ones([1, 1]),
      'value/bias': tf.zeros([1]),
    };
    const found = whole(layer, params, tf.tensor3d([[[2], [4], [9]]])).arraySync() as number[][][];
    // Each row: itself, then the mean of the values up to it.
    [
      [2, 2],
      [4, 3],
      [9, 5],
    ].forEach((row, i) => row.forEach((value, j) => expect(found[0]?.[i]?.[j]).toBeCloseTo(value, 5)));
  });

  it('weighs keys by the softmax of their products with the query, over the root of their size', () => {
    const layer = causalAttention({ inputs: 2, keys: 4, values: 1 });
    const params = initialize(layer.specs, seed(8));
    const x = normal([1, 2, 2], 'x');
    const parts = ['query', 'key', 'value'].map((name) =>
      tf.add(
        tf.matMul(tf.reshape(x, [2, 2]), params[`${name}/kernel`] as tf.Tensor2D),
        params[`${name}/bias`] as Tensor,
      ),
    );
    const [query, key, value] = parts.map((part) => part.arraySync() as number[][]) as [
      number[][],
      number[][],
      number[][],
    ];
    const product = (j: number): number =>
      (query[1] as number[]).reduce((sum, each, c) => sum + each * (key[j]?.[c] ?? 0), 0) / 2;
    const share = 1 / (1 + Math.exp(product(1) - product(0)));
    const wanted = share * (value[0]?.[0] ?? 0) + (1 - share) * (value[1]?.[0] ?? 0);
    expect((whole(layer, params, x).arraySync() as number[][][])[0]?.[1]?.[2]).toBeCloseTo(wanted, 5);
  });
});

describe('denseBlock', () => {
  it('joins tanh(a) · σ(g) of an example and the one a dilation before it', () => {
    const layer = denseBlock({ inputs: 1, dilation: 2, filters: 1 });
    const params: ParamTree = {
      kernel: tf.tensor3d([[[2, 3]], [[5, 7]]]),
      bias: tf.tensor1d([0.1, -0.2]),
    };
    const x = [0.3, -0.1, 0.2, 0.05];
    const found = (whole(layer, params, tf.tensor3d([x.map((value) => [value])])).arraySync() as number[][][])[0] ?? [];
    x.forEach((value, i) => {
      const earlier = x[i - 2] ?? 0;
      const [a, g] = [2 * earlier + 5 * value + 0.1, 3 * earlier + 7 * value - 0.2];
      expect(found[i]?.[0]).toBeCloseTo(value, 6);
      expect(found[i]?.[1]).toBeCloseTo(Math.tanh(a) / (1 + Math.exp(-g)), 5);
    });
  });
});

describe('snailStack', () => {
  it('reaches every lag from 0 to length − 1 with convolutions alone, and none further', () => {
    const stack = (length: number): CausalStack =>
      causalStack(
        Object.fromEntries(
          Array.from({ length: Math.log2(length) }, (_, i) => [
            `dilation${2 ** i}`,
            denseBlock({ inputs: 1 + i, dilation: 2 ** i, filters: 1 }) as CausalLayer,
          ]),
        ),
      );
    const slopes = influence(stack(8), 10)[9] ?? [];
    expect(slopes.map((size) => size > 0)).toEqual([false, false, ...Array<boolean>(8).fill(true)]);
    const names = Object.keys(
      snailStack({
        inputs: 2,
        length: 6,
        filters: 1,
        attentions: [
          { keys: 1, values: 1 },
          { keys: 1, values: 1 },
        ],
      }).specs,
    );
    expect([...new Set(names.flatMap((name) => /dilation(\d+)/.exec(name)?.[1] ?? []))]).toEqual(['1', '2', '4']);
  });

  it('has the published widths', () => {
    // 64 + 5, then attention 32, five convolutions of 128, attention 128, five of 128, attention 256.
    expect(snailStack({ inputs: 69, length: 26 }).outputs).toBe(69 + 32 + 5 * 128 + 128 + 5 * 128 + 256);
  });

  it('refuses a length that holds no support, and layers that do not fit', () => {
    expect(() => snailStack({ inputs: 2, length: 1 })).toThrow('ways · shots + 1');
    expect(() => causalStack({})).toThrow('at least one layer');
    expect(() =>
      causalStack({
        a: denseBlock({ inputs: 2, dilation: 1, filters: 1 }),
        b: denseBlock({ inputs: 2, dilation: 1, filters: 1 }),
      }),
    ).toThrow("'b' takes 2 features, but 'a' before it gives 3");
  });
});
