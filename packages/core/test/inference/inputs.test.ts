import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { adaptTask, DivergenceError, InnerloopError, InvalidDataError, useBackend } from '../../src/index.js';
import type { AdaptOptions, Learner, TaskExamples, Tensor } from '../../src/index.js';

/** A class is the mean of its examples, and a query's logits its products with them. */
const means: Learner<{ readonly means: Tensor }> = {
  name: 'means',
  specs: {},
  kind: 'classification',
  adapt: (_params, { x, y }) => {
    const flat = tf.reshape(x, [1, x.shape[1] as number, -1]);
    return { means: tf.div(tf.matMul(y, flat, true), tf.expandDims(tf.sum(y, 1), 2)) };
  },
  predict: (_params, adapted, x) => tf.matMul(tf.reshape(x, [1, x.shape[1] as number, -1]), adapted.means, false, true),
  objective: () => tf.zeros([1]),
};
const labels = ['a', 'b'];
const x = [
  [1, 0],
  [0, 1],
];
const adapt = (examples: object, options: AdaptOptions = {}, learner: Learner<never> = means as never) =>
  adaptTask({ learner, params: {} }, examples as TaskExamples, options);

beforeAll(() => useBackend('cpu'));

describe('adaptTask, of examples that cannot be meant, says so in the words of the caller', () => {
  it.each([
    ['one-hot rows as labels', { x, labels: x }, 'labels[0] is a list of 2'],
    ['one-hot tensors as labels', { x, labels: tf.tensor2d(x) }, 'Array.from(tf.argMax(labels, -1).dataSync())'],
    ['undefined as a label', { x, labels: ['a', undefined] }, 'labels[1] is undefined'],
    ['NaN as a label', { x, labels: [0, Number.NaN] }, 'labels[1] is NaN'],
    ['labels and values', { x, labels, y: x }, 'both labels and y'],
    ['neither labels nor values', { x }, 'neither labels nor y'],
    ['numbers without an axis of features', { x: [1, 2], labels }, 'x.map((value) => [value])'],
    ['targets without an axis of outputs', { x, y: [1, 2] }, 'y.map((value) => [value])'],
    [
      'NaN in an example',
      {
        x: [
          [1, 0],
          [0, Number.NaN],
        ],
        labels,
      },
      'x has NaN in example 1',
    ],
    ['infinity in a target', { x, y: [[Infinity], [1]] }, 'y has Infinity in example 0'],
    ['whole numbers as pictures', { x: tf.fill([2, 2, 2, 1], 200, 'int32'), labels }, 'Pass tf.div(x, 255)'],
  ])('%s', (_, examples, message) => {
    const before = tf.memory().numTensors;
    expect(() => adapt(examples)).toThrow(InvalidDataError);
    expect(() => adapt(examples)).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('labels for a learner of values', () => {
    const regression = { ...means, kind: 'regression' } as unknown as Learner<never>;
    expect(() => adapt({ x, labels }, {}, regression)).toThrow('built for regression, by its loss');
  });

  it('pictures of another scale or size than a run was trained on', () => {
    const images = { height: 2, width: 2, channels: 1, inverted: false } as const;
    const of = (value: number, side = 2): Tensor => tf.fill([2, side, side, 1], value);
    expect(() => adapt({ x: of(255), labels }, { images })).toThrow('up to 255, but the model was trained on pictures');
    expect(() => adapt({ x: of(1, 3), labels }, { images })).toThrow('expected x of shape [N, 2, 2, 1]');
    const task = adapt({ x: of(1), labels }, { images });
    expect(() => task.predict(of(255))).toThrow('Pass tf.div(x, 255)');
    task.dispose();
  });

  it('one example where a list of one is meant, and examples of another shape', () => {
    const task = adapt({ x: tf.ones([2, 2, 2, 1]), labels });
    expect(() => task.predict(tf.ones([2, 2, 1]))).toThrow('pass a list of one: [x]');
    expect(() => task.predict(tf.ones([1, 3, 3, 1]))).toThrow('expected x of shape [N, 2, 2, 1], as in the support');
    expect(() => task.predict(tf.fill([1, 2, 2, 1], Number.NaN))).toThrow('x has NaN in example 0');
    task.dispose();
    const vectors = adapt({ x, labels });
    expect(() => vectors.predict([1, 0])).toThrow('pass a list of one: [x]');
    vectors.dispose();
  });

  it('a task that was disposed of, and parameters that are gone', () => {
    const task = adapt({ x, labels });
    task.dispose();
    task.dispose();
    expect(() => task.predict(x)).toThrow(InnerloopError);
    expect(() => task.outputs(x)).toThrow('outputs: the task has been disposed of');
    const gone = tf.scalar(1);
    gone.dispose();
    expect(() => adaptTask({ learner: means, params: { 'model/w': gone } }, { x, labels })).toThrow(
      "the parameter 'model/w' has been disposed of",
    );
  });
});

describe('adaptTask', () => {
  it('reads bytes of any container as 0 … 1, as arrays of data are read', () => {
    const answers = [
      [Float32Array.of(1, 0.2), Float32Array.of(0.2, 1)],
      [Uint8Array.of(255, 51), Uint8Array.of(51, 255)],
      [Uint8ClampedArray.of(255, 51), Uint8ClampedArray.of(51, 255)],
    ].map((rows) => {
      const task = adapt({ x: rows, labels });
      const [first] = task.predict(rows);
      task.dispose();
      return first?.probability.toFixed(5);
    });
    expect(new Set(answers).size).toBe(1);
  });

  it('gives no label and no output that is not finite, and leaves no tensor', () => {
    const before = tf.memory().numTensors;
    const spoiled = {
      ...means,
      predict: () => tf.tensor3d([Number.NaN, 1, 0, 1], [1, 2, 2]),
    } as unknown as Learner<never>;
    const task = adapt({ x, labels }, {}, spoiled);
    expect(() => task.predict(x)).toThrow(DivergenceError);
    expect(() => task.outputs(x)).toThrow("the outputs of 'means' are not finite");
    task.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('tells a yes from a no by one output', () => {
    const one = {
      ...means,
      initial: () => ({ params: {} }),
      adapt: (_params: unknown, { y }: { readonly y: Tensor }) => ({ params: { y: tf.clone(y) } }),
      predict: (_params: unknown, { params }: { readonly params: { readonly y?: Tensor } }, rows: Tensor) =>
        params.y === undefined ? tf.slice(rows, [0, 0, 0], [1, -1, 1]) : tf.mul(4, tf.sub(params.y, 0.5)),
    } as unknown as Learner<never>;
    const task = adapt({ x, labels: ['no', 'yes'] }, {}, one);
    expect(task.predict(x).map(({ label }) => label)).toEqual(['no', 'yes']);
    expect(task.predict(x)[1]?.probability).toBeCloseTo(1 / (1 + Math.exp(-2)), 5);
    task.dispose();
  });

  it('asks of the learner what one example asked alone may know, unless transduction is asked for by name', () => {
    const seen: (boolean | undefined)[] = [];
    const looking = {
      ...means,
      adapt: (...given: Parameters<typeof means.adapt>) => (seen.push(given[2].inductive), means.adapt(...given)),
      predict: (...given: Parameters<typeof means.predict>) => (seen.push(given[3].inductive), means.predict(...given)),
    } as unknown as Learner<never>;
    const [alone, together] = [
      adapt({ x, labels }, {}, looking),
      adapt({ x, labels }, { transductive: true }, looking),
    ];
    alone.predict(x);
    together.predict(x);
    expect(seen).toEqual([true, undefined, true, undefined]);
    expect([alone.transductive, together.transductive]).toEqual([false, true]);
    alone.dispose();
    together.dispose();
  });
});
