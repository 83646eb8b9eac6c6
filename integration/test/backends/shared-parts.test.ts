import {
  attend,
  bidirectionalLstm,
  causalConv,
  cosineSimilarity,
  differentiate,
  euclideanDistances,
  gaussianKl,
  gaussianLogDensity,
  groupNorm,
  leaf,
  multiHeadAttention,
  pairs,
  sampleGaussian,
  seed,
  squaredDistances,
} from '@innerloop/core';
import type { Context, ParamSpecs, ParamTree, Tensor } from '@innerloop/core';
import { expectTreesClose } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { engines } from './engines.js';
import type { Program } from './engines.js';

/** What sequence, comparison and Gaussian parts compute, of leaves and of data `a` `[2, 3, 4]` and `b` `[2, 3, 4]`. */
interface Part {
  readonly specs?: ParamSpecs;
  readonly of: (params: ParamTree, a: Tensor, b: Tensor) => Tensor;
}

const context: Context = { key: seed(5), mode: 'train', order: 'exact' };
const lstm = bidirectionalLstm({ inputs: 4, units: 2 });
const heads = multiHeadAttention({ inputs: { queries: 4, keys: 4, values: 4 }, heads: 2, units: 4, outputs: 3 });
const conv = causalConv({ inputs: 4, outputs: 3, dilation: 2 });
const norm = groupNorm({ features: 4, groups: 2 });
const positive = (x: Tensor): Tensor => tf.add(tf.softplus(x), 0.5);

const parts: Readonly<Record<string, Part>> = {
  bidirectionalLstm: {
    specs: lstm.specs,
    of: (params, a) => {
      const { forward, backward } = lstm.run(params, a);
      return tf.concat([forward.outputs, backward.outputs, forward.state.cell], 1);
    },
  },
  'attend, causal': { of: (_params, a, b) => attend(a, b, tf.sin(b), { mask: 'causal' }) },
  'attend, masked': {
    of: (_params, a, b) => attend(a, b, b, { mask: tf.tensor2d([1, 0, 1, 0, 0, 0, 1, 1, 0], [3, 3]) }),
  },
  multiHeadAttention: {
    specs: heads.specs,
    of: (params, a, b) =>
      heads.apply(params, { queries: a, keys: b, values: b }, context, { mask: tf.ones([2, 3, 3]) }),
  },
  causalConv: {
    specs: conv.specs,
    of: (params, a, b) => tf.concat([conv.apply(params, a), conv.step(params, b, a)], 1),
  },
  groupNorm: {
    specs: norm.specs,
    of: (params, a) => norm.apply(params, tf.reshape(a, [2, 1, 3, 1, 4]), context),
  },
  pairs: { of: (_params, a, b) => tf.sum(pairs(a, b), -1) },
  cosineSimilarity: { of: (_params, a, b) => cosineSimilarity(a, b) },
  squaredDistances: { of: (_params, a, b) => squaredDistances(a, b) },
  euclideanDistances: { of: (_params, a, b) => euclideanDistances(a, b) },
  'Gaussian sample, divergence and density': {
    of: (_params, a, b) =>
      tf.addN([
        sampleGaussian(seed(6), a, positive(b)),
        gaussianKl(a, positive(b), b, positive(a)),
        gaussianLogDensity(b, a, positive(b)),
      ]),
  },
};

/** Value, gradient and the second derivative along the gradient, by all leaves and data. */
const programOf =
  ({ of }: Part, names: readonly string[]): Program =>
  (xs) => {
    const at = Object.fromEntries(names.map((name, i) => [name, xs[i] as Tensor]));
    const energy = (params: ParamTree): Tensor => tf.sum(tf.tanh(of(params, leaf(params, 'a'), leaf(params, 'b'))));
    const steep = (params: ParamTree): Tensor =>
      tf.addN(Object.values(differentiate(energy, params, context).grads).map((grad) => tf.sum(tf.square(grad))));
    const first = differentiate(energy, at, context).grads;
    const second = differentiate(steep, at, context).grads;
    return [of(at, leaf(at, 'a'), leaf(at, 'b')), ...names.flatMap((name) => [leaf(first, name), leaf(second, name)])];
  };

describe.each(Object.entries(parts))('%s', (_name, part) => {
  it('is the same on every engine and compiled, with gradient and second derivative', async () => {
    const shapes = { ...mapShapes(part.specs ?? {}), a: [2, 3, 4], b: [2, 3, 4] };
    const names = Object.keys(shapes);
    let expected: readonly (readonly number[])[] | undefined;
    for (const { name: engine, start, run } of engines) {
      await start();
      tf.tidy(() => {
        const xs = Object.values(inputs(shapes));
        const found = run(programOf(part, names), xs).map((x) => Array.from(x.dataSync()));
        expect(found.flat().every(Number.isFinite), engine).toBe(true);
        expected ??= found;
        const tensors = (lists: readonly (readonly number[])[]): Tensor[] =>
          lists.map((list) => tf.tensor1d([...list]));
        expectTreesClose(tensors(found), tensors(expected), { tolerance: 1e-4, absolute: 1e-5 });
      });
    }
    expect(engines.length).toBeGreaterThanOrEqual(3);
  });
});

const mapShapes = (specs: ParamSpecs): Record<string, readonly number[]> =>
  Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [name, shape]));

const inputs = (shapes: Readonly<Record<string, readonly number[]>>): ParamTree =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, seed(9).fold(name).draw('normal', shape)]));
