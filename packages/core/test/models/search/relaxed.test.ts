import '@tensorflow/tfjs-backend-cpu';
import { fc, test } from '@fast-check/vitest';
import { expectTreesClose, modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  activation,
  cell,
  dense,
  observe,
  relaxed,
  searchConv,
  searchMlp,
  sequential,
  useBackend,
} from '../../../src/index.js';
import type { Model, ParamTree, RelaxedModel } from '../../../src/index.js';
import { contextOf, noisy, sample } from '../../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const smooth = { inputs: 2, units: 3, outputs: 3, operations: ['tanh', 'identity', 'zero'] } as const;
const annealing = { from: 2, to: 0.5, steps: 4 };

modelLaws('searchMlp', { model: searchMlp(smooth), x: [2] });
modelLaws('searchMlp of two cells with a temperature that falls', {
  model: searchMlp({ ...smooth, cells: 2, nodes: 1, temperature: annealing }),
  x: [2],
});
modelLaws('searchConv', {
  model: searchConv({
    ...{ channels: 1, outputs: 3, filters: 2, cells: 1, nodes: 1, norm: { statistics: 'batch' } },
    operations: ['conv1', 'conv3', 'dilated3', 'maxPool3', 'averagePool3', 'identity', 'zero'],
  }),
  x: [4, 4, 1],
  smooth: false,
  tolerance: 1e-4,
});

const set = (model: Model, changes: ParamTree): ParamTree => ({ ...noisy(model.specs), ...changes });

/** One choice between models, and nothing else. */
const one = (operations: Readonly<Record<string, Model>>): RelaxedModel =>
  relaxed((choose) => choose('place', operations));

describe('a relaxed network', () => {
  const x = sample('x', [2, 5, 3]);
  const model = one({
    twice: { specs: {}, apply: (_params, value) => tf.mul(value, 2) },
    squared: { specs: {}, apply: (_params, value) => tf.square(value) },
  });

  it('weighs its operations by the softmax of the logits', () => {
    const logits = tf.tensor1d([Math.log(3), 0]);
    const value = model.apply({ 'architecture/place': logits }, x, contextOf());
    expectTreesClose(value, tf.add(tf.mul(x, 1.5), tf.mul(tf.square(x), 0.25)), { tolerance: 1e-6 });
  });

  it('weighs them for each task by its own logits', () => {
    const logits = tf.tensor2d([
      [40, -40],
      [-40, 40],
    ]);
    const value = model.apply({ 'architecture/place': logits }, x, contextOf());
    const [first, second] = tf.unstack(x);
    expectTreesClose(value, tf.stack([tf.mul(first as tf.Tensor, 2), tf.square(second as tf.Tensor)]));
  });

  it('starts with equal weights: weights that sum to one leave equal operations as one', () => {
    const same = one({ a: activation('tanh'), b: activation('tanh'), c: activation('tanh') });
    expectTreesClose(same.apply({ 'architecture/place': tf.zeros([3]) }, x, contextOf()), tf.tanh(x), {
      tolerance: 1e-6,
    });
  });

  test.prop([fc.integer({ min: -30, max: 30 })], { numRuns: 10 })(
    'does not change when a number is added to all logits of a choice [row 40]',
    (shift) =>
      tf.tidy(() => {
        const network = searchMlp(smooth);
        const params = noisy(network.specs);
        const moved = Object.fromEntries(
          Object.entries(params).map(([name, tensor]) => [
            name,
            name === 'architecture/cell.0-1' ? tf.add(tensor, shift) : tensor,
          ]),
        );
        const at = sample('points', [2, 4, 2]);
        expectTreesClose(network.apply(moved, at, contextOf()), network.apply(params, at, contextOf()), {
          tolerance: 1e-5,
        });
      }),
  );

  it('has one set of logits for all places of a choice, and weights for each', () => {
    const { specs } = searchMlp({ ...smooth, cells: 2, nodes: 1 });
    expect(Object.keys(specs).filter((name) => name.startsWith('architecture/'))).toEqual(['architecture/cell.0-1']);
    expect(Object.keys(specs)).toContain('weights/cell1/edge0-1/tanh/dense/kernel');
    expect(Object.keys(specs)).toContain('weights/cell2/edge0-1/tanh/dense/kernel');
  });

  it('cuts an edge with zero: a cell of zeros gives zeros', () => {
    const cut = relaxed((choose) => cell({ choose, name: 'cell', nodes: 2, operations: zeros }));
    expectTreesClose(cut.apply(noisy(cut.specs), x, contextOf()), tf.zerosLike(x));
  });

  it('sums what reaches a node, and takes the mean of the nodes', () => {
    const whole = relaxed((choose) => cell({ choose, name: 'cell', nodes: 2, operations: identities }));
    // node 1 is x, node 2 is x + node 1 = 2x, their mean 1.5x.
    expectTreesClose(whole.apply(noisy(whole.specs), x, contextOf()), tf.mul(x, 1.5), { tolerance: 1e-6 });
  });

  const zeros = () => ({ zero: { specs: {}, apply: (_: ParamTree, value: tf.Tensor) => tf.zerosLike(value) } });
  const identities = () => ({ identity: activation('linear') });
});

describe('the temperature', () => {
  const model = searchMlp({ ...smooth, temperature: annealing });
  const x = sample('x', [1, 4, 2]);
  const reported = (params: ParamTree, change: Parameters<typeof contextOf>[0]): ParamTree =>
    observe((at) => model.apply(params, x, at), contextOf(change)).reported;

  it('divides the logits', () => {
    const params = set(model, { temperature: tf.scalar(0.25) });
    const plain = searchMlp(smooth);
    const sharper = Object.fromEntries(
      Object.entries(params).map(([name, tensor]) => [name, name.startsWith('arch') ? tf.mul(tensor, 4) : tensor]),
    );
    expectTreesClose(model.apply(params, x, contextOf()), plain.apply(sharper, x, contextOf()), { tolerance: 1e-5 });
    const constant = searchMlp({ ...smooth, temperature: 0.25 });
    expectTreesClose(constant.apply(params, x, contextOf()), plain.apply(sharper, x, contextOf()), { tolerance: 1e-5 });
  });

  it('starts at from, falls by one factor a query pass of training, and stays at to', () => {
    let temperature: tf.Tensor = tf.scalar(annealing.from);
    const course: number[] = [];
    for (let step = 0; step < 6; step++) {
      const { temperature: next } = reported(set(model, { temperature }), { mode: 'train', pass: 'query' });
      temperature = next as tf.Tensor;
      course.push(Number(temperature.dataSync()[0]));
    }
    const expected = [Math.SQRT2, 1, Math.SQRT1_2, 0.5, 0.5, 0.5];
    course.forEach((value, step) => expect(value).toBeCloseTo(expected[step] as number, 5));
  });

  it('falls in no other pass: inner steps and evaluations leave it as it is', () => {
    expect(reported(noisy(model.specs), { mode: 'train', pass: 'support' })).toEqual({});
    expect(reported(noisy(model.specs), { mode: 'train' })).toEqual({});
    expect(reported(noisy(model.specs), { mode: 'test', pass: 'query' })).toEqual({});
  });
});

describe('relaxed refuses', () => {
  const layer = (): Model => dense({ inputs: 2, outputs: 2 });

  it.each([
    ['a choice without operations', () => one({}), 'has no operations'],
    ['a name that leaves cannot have', () => one({ 'a/b': layer() }), "'a/b' cannot name"],
    [
      'two choices of one name',
      () => relaxed((choose) => sequential({ a: choose('c', { x: layer() }), b: choose('c', { y: layer() }) })),
      "'c' is made twice",
    ],
    [
      'a choice that is not in the network',
      () =>
        relaxed((choose) => {
          choose('lost', { x: layer() });
          return layer();
        }),
      "'lost' is not in the network",
    ],
    ['a temperature of zero', () => searchMlp({ ...smooth, temperature: 0 }), 'temperature must be a positive'],
    [
      'an operation that there is not',
      () => searchMlp({ ...smooth, operations: ['cosine' as 'tanh'] }),
      "no operation 'cosine'",
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  it('operations of different shapes in one place', () => {
    const odd = one({ a: dense({ inputs: 3, outputs: 3 }), b: dense({ inputs: 3, outputs: 2 }) });
    expect(() => odd.apply(noisy(odd.specs), sample('x', [1, 2, 3]), contextOf())).toThrow('one output shape');
  });
});
