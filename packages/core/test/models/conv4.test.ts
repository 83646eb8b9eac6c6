import '@tensorflow/tfjs-backend-cpu';
import { expectTreesClose, modelLaws, relativeError } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { conv4, initialize, leaf, normal, parameterCount, pick, useBackend, zeros } from '../../src/index.js';
import type { Conv4Options, Initializer, ParamTree } from '../../src/index.js';
import { contextOf, key, noisy, sample } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const small = { height: 16, width: 16, channels: 1, filters: 3, norm: { statistics: 'batch' } } as const;
modelLaws('conv4 with strides', {
  model: conv4({ ...small, outputs: 3, downsample: 'stride', head: 'mean' }),
  x: [16, 16, 1],
  smooth: false,
  tolerance: 1e-4,
});
modelLaws('conv4 with pooling', {
  model: conv4({ ...small, norm: { statistics: 'support', scale: false } }),
  x: [16, 16, 1],
  smooth: false,
  tolerance: 1e-4,
  sizes: [
    { tasks: 3, rows: 3 },
    { tasks: 2, rows: 5 },
  ],
});

modelLaws('conv4 with a context', {
  model: conv4({ ...small, outputs: 3, context: { size: 2 } }),
  x: [16, 16, 1],
  smooth: false,
  tolerance: 1e-4,
  sizes: [{ tasks: 3, rows: 3 }],
});

modelLaws('conv4 with a smooth activation', {
  model: conv4({ ...small, outputs: 3, downsample: 'stride', activation: 'softplus', bias: false }),
  x: [16, 16, 1],
  tolerance: 1e-4,
  sizes: [{ tasks: 3, rows: 3 }],
});

const omniglot = conv4({
  height: 28,
  width: 28,
  channels: 1,
  outputs: 5,
  downsample: 'stride',
  head: 'mean',
  norm: { statistics: 'batch', scale: false },
});
const mini = conv4({
  height: 84,
  width: 84,
  channels: 3,
  filters: 32,
  outputs: 5,
  norm: { statistics: 'batch', scale: false },
});

describe('conv4', () => {
  it("has MAML's Omniglot form: 111,749 parameters and 256 offsets", () => {
    const offsets = pick(omniglot.specs, (name) => name.includes('/norm/'));
    expect(parameterCount(offsets)).toBe(256);
    expect(parameterCount(omniglot.specs)).toBe(111_749 + 256);
  });

  it("has MAML's miniImageNet form: 32,645 parameters and 128 offsets", () => {
    const offsets = pick(mini.specs, (name) => name.includes('/norm/'));
    expect(parameterCount(offsets)).toBe(128);
    expect(parameterCount(mini.specs)).toBe(32_645 + 128);
    expect(mini.specs['head/kernel']?.shape).toEqual([800, 5]);
  });

  it('names its leaves by block, layer and role', () => {
    expect(Object.keys(omniglot.specs)).toEqual([
      ...[1, 2, 3, 4].flatMap((i) => [`block${i}/conv/kernel`, `block${i}/conv/bias`, `block${i}/norm/offset`]),
      'head/kernel',
      'head/bias',
    ]);
  });

  it('computes the same without the biases of its convolutions, which normalisation takes out again', () => {
    const [whole, lean] = [conv4({ ...small, outputs: 3 }), conv4({ ...small, outputs: 3, bias: false })];
    expect(parameterCount(whole.specs) - parameterCount(lean.specs)).toBe(4 * 3);
    const params = noisy(whole.specs);
    const x = sample('x', [2, 5, 16, 16, 1]);
    const own = pick(params, (name) => name in lean.specs);
    expectTreesClose(lean.apply(own, x, contextOf()), whole.apply(params, x, contextOf()), { tolerance: 1e-4 });
  });

  it('bends each block by the activation that it is given, relu without one', () => {
    const params = noisy(conv4(small).specs);
    const x = sample('x', [2, 5, 16, 16, 1]);
    const of = (options: Pick<Conv4Options, 'activation'>) =>
      conv4({ ...small, ...options }).apply(params, x, contextOf());
    expectTreesClose(of({}), of({ activation: 'relu' }), { tolerance: 0 });
    expect(tf.min(of({ activation: 'tanh' })).dataSync()[0]).toBeLessThan(0);
    expect(tf.min(of({ activation: 'softplus' })).dataSync()[0]).toBeGreaterThan(0);
  });

  it('modulates one block by a context, and at the start computes what it computes without', () => {
    for (const downsample of ['pool', 'stride'] as const) {
      const plain = conv4({ ...small, outputs: 3, downsample });
      const told = conv4({ ...small, outputs: 3, downsample, context: { size: 4 } });
      const own = Object.keys(told.specs).filter((name) => !(name in plain.specs));
      expect(own).toEqual(
        ['context', 'scale/kernel', 'scale/bias', 'offset/kernel', 'offset/bias'].map((name) => `block3/film/${name}`),
      );
      const params = initialize(told.specs, key);
      const x = sample('x', [2, 3, 16, 16, 1]);
      const before = plain.apply(
        pick(params, (name) => name in plain.specs),
        x,
        contextOf(),
      );
      expectTreesClose(told.apply(params, x, contextOf()), before, { tolerance: 1e-6 });
      const moved = { ...params, 'block3/film/context': tf.ones([4]) };
      expect(relativeError(told.apply(moved, x, contextOf()), before)).toBeGreaterThan(0.01);
    }
  });

  it('is an embedding without outputs', () => {
    const embedding = conv4({ height: 28, width: 28, channels: 1, filters: 2 });
    const y = embedding.apply(initialize(embedding.specs, key), tf.zeros([2, 3, 28, 28, 1]), contextOf());
    expect(y.shape).toEqual([2, 3, 2]);
    expect('head/kernel' in embedding.specs).toBe(false);
    expect(Object.keys(embedding.specs).some((name) => name.endsWith('norm/scale'))).toBe(true);
  });

  it('begins its head where it is told: at zero, which tells no class from another, or as a standard normal', () => {
    tf.tidy(() => {
      const of = (headInitializer: Initializer) => conv4({ ...small, filters: 32, outputs: 20, headInitializer });
      const [zero, wide] = [of(zeros), of(normal(1))].map((model) => initialize(model.specs, key)) as [
        ParamTree,
        ParamTree,
      ];
      const logits = of(zeros).apply(zero, key.draw('normal', [2, 3, 16, 16, 1]), contextOf());
      expectTreesClose(logits, tf.zeros([2, 3, 20]));
      const { mean, variance } = tf.moments(leaf(wide, 'head/kernel'));
      expect(mean.dataSync()[0]).toBeCloseTo(0, 0);
      expect(Math.abs((variance.dataSync()[0] as number) - 1)).toBeLessThan(0.2); // 640 numbers
    });
  });

  it('has a head that fits what the blocks leave, for both ways to downsample and both heads', () => {
    for (const downsample of ['stride', 'pool'] as const) {
      for (const head of ['mean', 'flatten'] as const) {
        for (const [height, width] of [
          [16, 16],
          [28, 33],
        ] as const) {
          const model = conv4({ height, width, channels: 1, filters: 2, outputs: 3, downsample, head });
          const y = model.apply(initialize(model.specs, key), tf.ones([1, 2, height, width, 1]), contextOf());
          expect(y.shape).toEqual([1, 2, 3]);
        }
      }
    }
  });

  it.each([
    ['larger', [1, 2, 24, 24, 1]],
    ['narrower', [1, 2, 12, 16, 1]],
    ['of another number of channels', [1, 2, 16, 16, 3]],
    ['without an axis of channels', [1, 2, 16, 16]],
  ])('refuses pictures that are %s than it was built for', (_, shape) => {
    const model = conv4({ height: 16, width: 16, channels: 1, filters: 2 });
    const params = initialize(model.specs, key);
    expect(() => model.apply(params, tf.zeros(shape), contextOf())).toThrow(
      `conv4: expected pictures [tasks, examples, 16, 16, 1], got [${shape.join(', ')}]`,
    );
  });

  it('refuses images too small to be halved four times', () => {
    expect(() => conv4({ height: 8, width: 28, channels: 1 })).toThrow(
      'conv4: a 8 × 28 image has nothing left after four poolings',
    );
    expect(() => conv4({ height: 8, width: 8, channels: 1, downsample: 'stride' })).not.toThrow();
    expect(() => conv4({ height: 28, width: 28, channels: 1, context: { size: 2, block: 5 } })).toThrow(
      'conv4: context.block must be 1, 2, 3 or 4, got 5.',
    );
    expect(() => conv4({ height: 28, width: 28, channels: 0 })).toThrow(
      'conv4: channels must be an integer of at least 1',
    );
  });
});
