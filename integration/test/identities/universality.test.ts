import '@tensorflow/tfjs-backend-cpu';
import { fc, test } from '@fast-check/vitest';
import { dense, leaf, mapParams, meanSquaredError, mlp, seed, sequential, useBackend, zeros } from '@innerloop/core';
import type { AnyInnerLearner, Context, InnerLearner, Loss, Model, ParamTree, Tensor } from '@innerloop/core';
import { sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import type { MamlAdapted } from '@innerloop/outer';
import { expectTreesClose, expectTreesEqual } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(() => useBackend('cpu'));

const context: Context = { key: seed(5), mode: 'test', order: 'first' };
const learnerOf = (model: Model, rate: number, loss: Loss = meanSquaredError): InnerLearner<MamlAdapted> =>
  maml({ model, rule: sgd(rate), loss, steps: 1 });
const normals = (label: string, shape: number[]): Tensor => seed(7).fold(label).draw('normal', shape);

/** What a learner says of `x` after it was shown a support. */
function after(learner: AnyInnerLearner, params: ParamTree, support: { x: Tensor; y: Tensor }, x: Tensor): Tensor {
  return learner.predict(params, learner.adapt(params, support, context), x, context);
}

/** Rows of a table, one-hot: `[1, n, bins]`. */
const places = (bins: readonly number[], count: number): Tensor =>
  tf.expandDims(tf.cast(tf.oneHot(tf.tensor1d([...bins], 'int32'), count), 'float32'), 0);
const column = (values: readonly number[]): Tensor => tf.tensor3d([...values], [1, values.length, 1]);

describe('one gradient step of W φ(x), φ one-hot and W = 0 [row 41]', () => {
  const label = fc.integer({ min: -40, max: 40 }).map((value) => value / 8);

  test.prop([fc.array(label, { minLength: 2, maxLength: 9 })])(
    'looks up any table: with α = K / 2 it gives back the label of every bin',
    (table) =>
      tf.tidy(() => {
        const count = table.length;
        const learner = learnerOf(dense({ inputs: count, outputs: 1, bias: false, initializer: zeros }), count / 2);
        const all = places([...table.keys()], count);
        const found = after(learner, { 'model/kernel': tf.zeros([count, 1]) }, { x: all, y: column(table) }, all);
        expectTreesClose(found, column(table), { tolerance: 1e-6 });
      }),
  );

  test.prop([fc.array(fc.tuple(fc.nat({ max: 3 }), label), { minLength: 1, maxLength: 8 })])(
    'gives a bin 2α / K times the sum of its labels, and 0 to a bin that was not shown',
    (support) =>
      tf.tidy(() => {
        const rate = 0.75;
        const learner = learnerOf(dense({ inputs: 4, outputs: 1, bias: false }), rate);
        const shown = {
          x: places(
            support.map(([bin]) => bin),
            4,
          ),
          y: column(support.map(([, y]) => y)),
        };
        const found = after(learner, { 'model/kernel': tf.zeros([4, 1]) }, shown, places([0, 1, 2, 3], 4));
        const sums = [0, 1, 2, 3].map((bin) => support.reduce((sum, [other, y]) => sum + (other === bin ? y : 0), 0));
        expectTreesClose(found, column(sums.map((sum) => (2 * rate * sum) / support.length)), { tolerance: 1e-5 });
      }),
  );

  it('cannot tell apart what φ does not: labels exchanged between two equal points change nothing', () => {
    tf.tidy(() => {
      const learner = learnerOf(dense({ inputs: 3, outputs: 1, bias: false }), 0.5);
      const [x, at] = [places([1, 1, 2], 3), places([0, 1, 2], 3)];
      const params = { 'model/kernel': normals('kernel', [3, 1]) };
      expectTreesClose(
        after(learner, params, { x, y: column([2, -1, 3]) }, at),
        after(learner, params, { x, y: column([-1, 2, 3]) }, at),
        { tolerance: 1e-6 },
      );
    });
  });
});

/** How many singular directions a matrix has that are not small beside its largest entry: elimination with full pivoting. */
function rankOf(matrix: number[][]): number {
  const biggest = (rows: number[][]): [number, number, number] =>
    rows.reduce<[number, number, number]>(
      (best, row, i) =>
        row.reduce((found, value, j) => (Math.abs(value) > found[0] ? [Math.abs(value), i, j] : found), best),
      [0, 0, 0],
    );
  const [scale] = biggest(matrix);
  let [rows, rank] = [matrix, 0];
  for (let [size, i, j] = biggest(rows); size > 1e-4 * scale; [size, i, j] = biggest(rows)) {
    const pivot = rows[i] as number[];
    const without = rows.filter((row) => row !== pivot);
    rows = without.map((row) =>
      row.map((value, at) =>
        at === j ? 0 : value - ((row[j] as number) / (pivot[j] as number)) * (pivot[at] as number),
      ),
    );
    rank += 1;
  }
  return rank;
}

describe('what a gradient step can change [row 41]', () => {
  const size = 9;
  const deep = (layers: number): Model =>
    sequential(
      Object.fromEntries(
        Array.from({ length: layers }, (_, i) => [`layer${i}`, dense({ inputs: size, outputs: size, bias: false })]),
      ),
    );
  const product = (params: ParamTree): Tensor =>
    Object.values(params)
      .map((layer) => tf.reshape(layer, [size, size]))
      .reduce((left, right) => tf.matMul(left, right));

  /** The rank of what one step of MAML changes the product of the layers by. */
  function rankOfStep(layers: number, points: number): number {
    return tf.tidy(() => {
      const learner = learnerOf(deep(layers), 0.5);
      const params = Object.fromEntries(
        Object.keys(learner.specs).map((name) => [name, tf.div(normals(name, [size, size]), Math.sqrt(size))]),
      );
      const support = { x: normals('x', [1, points, size]), y: normals('y', [1, points, size]) };
      const moved = learner.adapt(params, support, context).params;
      return rankOf(tf.sub(product(moved), product(params)).arraySync() as number[][]);
    });
  }

  it.each([1, 2, 4])('of one matrix has the rank of the number of examples: %i', (points) => {
    expect(rankOfStep(1, points)).toBe(points);
  });

  it.each([1, 2, 3, 4])(
    'of a product of %i linear layers has, from one example, the rank of the number of layers',
    (layers) => {
      expect(rankOfStep(layers, 1)).toBe(layers);
    },
  );
});

describe('what the loss tells the step of a label [row 41]', () => {
  const absolute: Loss = (predictions, targets) => tf.mean(tf.abs(tf.sub(predictions, targets)), [1, 2]);
  const silent = sequential({
    body: mlp({ inputs: 2, hidden: [5], outputs: 4, activation: 'tanh' }),
    head: dense({ inputs: 4, outputs: 1, initializer: zeros }),
  });
  const start = (): ParamTree =>
    Object.fromEntries(
      Object.entries(silent.specs).map(([name, { shape }]) => [
        `model/${name}`,
        name.startsWith('head/') ? tf.zeros([...shape]) : normals(name, [...shape]),
      ]),
    );
  const adapted = (loss: Loss, label: number): ParamTree =>
    learnerOf(silent, 0.1, loss).adapt(start(), { x: normals('x', [1, 1, 2]), y: column([label]) }, context).params;

  it('absolute errors lose: labels 0.3 and 0.7 give the same parameters where the prediction is 0', () => {
    tf.tidy(() => expectTreesEqual(adapted(absolute, 0.3), adapted(absolute, 0.7)));
  });

  it('squared errors keep: the step is the label times that of label 1', () => {
    tf.tidy(() => {
      const [origin, one, some] = [start(), adapted(meanSquaredError, 1), adapted(meanSquaredError, 0.7)];
      const step = (to: ParamTree): ParamTree => mapParams(to, (tensor, name) => tf.sub(tensor, leaf(origin, name)));
      expectTreesClose(
        step(some),
        mapParams(step(one), (tensor) => tf.mul(tensor, 0.7)),
        { tolerance: 1e-5 },
      );
      expect(tf.max(tf.abs(leaf(step(one), 'model/head/kernel'))).dataSync()[0]).toBeGreaterThan(1e-3);
    });
  });

  it('without a bias that adapts, the kernel of a step is symmetric: x and x* may be exchanged', () => {
    tf.tidy(() => {
      const learner = maml({ model: silent, rule: sgd(0.5), loss: meanSquaredError, adapts: ['head/'] });
      const [x, other] = [normals('x', [1, 1, 2]), normals('x*', [1, 1, 2])];
      const there = after(learner, start(), { x, y: column([0.7]) }, other);
      expectTreesClose(after(learner, start(), { x: other, y: column([0.7]) }, x), there, { tolerance: 1e-6 });
      expect(Math.abs(there.dataSync()[0] as number)).toBeGreaterThan(1e-3);
    });
  });

  it('says nothing of the order of the support', () => {
    tf.tidy(() => {
      const learner = learnerOf(silent, 0.2);
      const [x, y, at] = [normals('x', [1, 4, 2]), normals('y', [1, 4, 1]), normals('at', [1, 3, 2])];
      const found = after(learner, start(), { x: tf.reverse(x, 1), y: tf.reverse(y, 1) }, at);
      expectTreesClose(found, after(learner, start(), { x, y }, at), { tolerance: 1e-5 });
    });
  });
});
