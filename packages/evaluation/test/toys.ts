import type {
  Batch,
  Context,
  Episode,
  InnerAdapted,
  InnerLearner,
  Learner,
  Metric,
  ParamTree,
  SequenceLearner,
  TaskDistribution,
  Tensor,
} from '@innerloop/core';
import { constant } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

const noise = ({ key }: Context, tasks: number): Tensor => tf.mul(key.draw('normal', [1], tasks), 0.01);

/** One descent step of `mean (w·x − y)²` by w, the gradient written out: `w − rate · 2 · mean x(w·x − y)`. */
const step = (weight: Tensor, { x, y }: Batch, rate: number): Tensor => {
  const wrong = tf.sub(tf.mul(x, tf.expandDims(weight, 2)), y);
  return tf.sub(weight, tf.mul(tf.mean(tf.mul(x, wrong), 1), 2 * rate));
};

/** `y = w·x`, w learned by gradient descent, with a little of the task's own randomness in its start and in its predictions. */
export function line({
  rate = 0.05,
  steps = 3,
}: { readonly rate?: number; readonly steps?: number } = {}): InnerLearner {
  const initial = (params: ParamTree, support: Batch, context: Context): InnerAdapted => {
    const tasks = support.x.shape[0];
    return { params: { 'model/w': tf.add(params['model/w'] as Tensor, noise(context, tasks)) } };
  };
  const learner: InnerLearner = {
    name: 'line',
    specs: { 'model/w': { shape: [1], initialize: constant(0.5) } },
    initial,
    innerObjective: () => tf.zeros([1]),
    trajectory: (params, support, at, context) => {
      const path = [initial(params, support, context)];
      while (path.length <= (at.at(-1) ?? 0)) {
        path.push({ params: { 'model/w': step(path.at(-1)?.params['model/w'] as Tensor, support, rate) } });
      }
      return at.map((count) => path[count] as InnerAdapted);
    },
    adapt: (params, support, context) => learner.trajectory(params, support, [steps], context)[0] as InnerAdapted,
    predict: (_params, adapted, x, context) => {
      const drawn = tf.expandDims(noise(context, x.shape[0]), 2);
      return tf.add(tf.mul(x, tf.expandDims(adapted.params['model/w'] as Tensor, 2)), drawn);
    },
    objective: () => tf.zeros([1]),
  };
  return learner;
}

export const lineParams = (): ParamTree => ({ 'model/w': tf.tensor1d([0.5]) });

/** Lines through the origin: task t's slope and points come from its own stream. */
export const lines: TaskDistribution & { readonly asked: number[] } = {
  name: 'lines',
  kind: 'regression',
  asked: [],
  sample: ({ seed, tasks }) => {
    lines.asked.push(tasks);
    const rows = Array.from({ length: tasks }, (_, task) => {
      const next = seed.task(task).numbers();
      const slope = 4 * next() - 2;
      return Array.from({ length: 9 }, () => 2 * next() - 1).map((x) => [x, slope * x] as const);
    });
    const part = (axis: 0 | 1, from: number, to: number): Tensor =>
      tf.tensor3d(rows.map((row) => row.slice(from, to).map((point) => [point[axis]])));
    const set = (from: number, to: number): Batch => ({ x: part(0, from, to), y: part(1, from, to) });
    return Promise.resolve({ support: set(0, 5), query: set(5, 9) });
  },
};

export const squaredError: Metric = {
  name: 'mean-squared-error',
  better: 'lower',
  measure: (predictions, targets) => tf.mean(tf.square(tf.sub(predictions, targets)), [1, 2]),
};

export const share: Metric = {
  name: 'accuracy',
  better: 'higher',
  measure: (logits, labels) => tf.mean(tf.cast(tf.equal(tf.argMax(logits, -1), tf.argMax(labels, -1)), 'float32'), -1),
};

/** Tasks of images: class i of a task is an image whose i-th quarter is lit, so the mean image of a class tells it. */
export const quarters = (ways = 4, shots = 2, queries = 5): TaskDistribution => ({
  name: 'quarters',
  kind: 'classification',
  sample: ({ seed, tasks }) => {
    const set = (count: number, label: string): Batch => {
      const images: number[][][][][] = [];
      for (let task = 0; task < tasks; task += 1) {
        const next = seed.task(task).fold(label).numbers();
        const image = (lit: number): number[][][] =>
          [0, 1, 2, 3].map((row) => [0, 1].map(() => [row === lit ? 1 : 0.2 * next()]));
        images.push(Array.from({ length: ways * count }, (_, row) => image(row % ways)));
      }
      const labels = tf.tile(tf.expandDims(tf.eye(ways), 0), [tasks, count, 1]);
      return { x: tf.tensor5d(images), y: labels };
    };
    const episode: Episode = tf.tidy(() => ({ support: set(shots, 's'), query: set(queries, 'q') }));
    return Promise.resolve(episode);
  },
});

/** Nearest class mean, with the distances sharpened: it has no steps. `heads` fixes the number of classes as a trained head would. */
export const means = ({ heads }: { readonly heads?: number } = {}): Learner => ({
  name: 'means',
  specs: {},
  adapt: (_params, { x, y }) => {
    const flat = tf.reshape(x, [x.shape[0], x.shape[1] as number, -1]);
    const totals = tf.matMul(y, flat, true, false);
    return tf.div(totals, tf.expandDims(tf.sum(y, 1), 2));
  },
  predict: (_params, adapted, x) => {
    const flat = tf.reshape(x, [x.shape[0], x.shape[1] as number, 1, -1]);
    const logits = tf.mul(-8, tf.sum(tf.squaredDifference(flat, tf.expandDims(adapted as Tensor, 1)), -1));
    return heads === undefined ? logits : tf.slice(logits, [0, 0, 0], [-1, -1, heads]);
  },
  objective: () => tf.zeros([1]),
});

/** A learner whose head tells a fixed number of classes apart, and whose inner loss fails obscurely with another number. */
export const headed = (heads: number): InnerLearner => ({
  ...line(),
  name: 'headed',
  predict: (_params, _adapted, x) => tf.zeros([x.shape[0], x.shape[1] as number, heads]),
  trajectory: () => {
    throw new Error('Operands could not be broadcast together');
  },
});

/** Says the class of the last example that looked the same, and 0 for all where there is none: `x` `[T, N, 1]`. */
export const recalls: SequenceLearner<Batch> = {
  name: 'recalls',
  kind: 'classification',
  ordered: true,
  specs: {},
  adapt: (_params, support) => support,
  predict: (_params, { x, y }, asked) => tf.matMul(alike(asked, x), y),
  objective: (_params, { x }) => tf.zeros([x.shape[0]]),
  presentations: (_params, { x, y }) => {
    const rows = x.shape[1] as number;
    const earlier = Array.from({ length: rows }, (_, now) =>
      Array.from({ length: rows }, (_none, i) => Number(i < now)),
    );
    return tf.matMul(tf.mul(alike(x, x), tf.tensor2d(earlier)), y);
  },
};

/** 1 where two examples are equal: `[T, Q, N]`. */
const alike = (x: Tensor, to: Tensor): Tensor => tf.cast(tf.equal(x, tf.transpose(to, [0, 2, 1])), 'float32');

/** Two classes, each with an input of its own that a task draws, three times each, in the order 0 1 1 0 0 1. */
export const twice: TaskDistribution = {
  name: 'twice',
  kind: 'classification',
  sample: ({ seed, tasks }) => {
    const labels = [0, 1, 1, 0, 0, 1];
    const rows = Array.from({ length: tasks }, (_, task) => {
      const next = seed.task(task).numbers();
      const inputs = [next(), 1 + next()];
      return labels.map((label) => [inputs[label] as number]);
    });
    const y = tf.tensor3d(rows.map(() => labels.map((label) => [1 - label, label])));
    const x = tf.tensor3d(rows);
    return Promise.resolve({ support: { x, y }, query: { x: x.clone(), y: y.clone() } });
  },
};
