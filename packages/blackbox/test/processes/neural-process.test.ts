import { initialize, seed, useBackend } from '@innerloop/core';
import type { Batch, Context, ParamTree, Tensor } from '@innerloop/core';
import { classificationEpisodes, expectTreesClose, regressionEpisodes } from '@innerloop/testkit';
import { fc, test } from '@fast-check/vitest';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { neuralProcess } from '../../src/index.js';
import type { NeuralProcess, NeuralProcessAdapted } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const context: Context = { key: seed(5), mode: 'test', order: 'first' };
const sizes = { inputs: 1, outputs: 1, encoder: [5, 4], decoder: [6], activation: 'tanh' } as const;
const attention = { heads: 2, units: 4 };
const forms: Readonly<Record<string, NeuralProcess>> = {
  conditional: neuralProcess(sizes),
  attentive: neuralProcess({ ...sizes, attention }),
  latent: neuralProcess({ ...sizes, latent: { size: 3 } }),
  'attentive and latent': neuralProcess({ ...sizes, attention, latent: { size: 3 } }),
  'latent alone': neuralProcess({ ...sizes, latent: { size: 3 }, deterministic: false }),
};
const each = Object.entries(forms);
const episodes = regressionEpisodes();
const episode = (shots: number, queries: number, number = 3) => episodes({ tasks: 2, shots, queries }, seed(number));

const exact = { tolerance: 1e-5, absolute: 1e-6 };
const paramsOf = (learner: NeuralProcess): ParamTree => initialize(learner.specs, seed(1));
const adapted = (learner: NeuralProcess, support: Batch): NeuralProcessAdapted =>
  learner.adapt(paramsOf(learner), support, context);
const believed = (learner: NeuralProcess, support: Batch, x: Tensor) =>
  learner.predictive(paramsOf(learner), adapted(learner, support), x, context);
const rows = (batch: Batch, order: readonly number[]): Batch => {
  const at = tf.tensor1d([...order], 'int32');
  return { x: tf.gather(batch.x, at, 1), y: tf.gather(batch.y, at, 1) };
};

describe.each(each)('a neural process, %s,', (_name, learner) => {
  test.prop([fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 })], { numRuns: 3 })(
    'does not mind the order of the context',
    (order) => {
      const { support, query } = episode(4, 3);
      expectTreesClose(believed(learner, rows(support, order), query.x), believed(learner, support, query.x), exact);
    },
  );

  it('does not mind a context that is given twice', () => {
    const { support, query } = episode(3, 3);
    const twice = rows(support, [0, 1, 2, 2, 1, 0]);
    expectTreesClose(believed(learner, twice, query.x), believed(learner, support, query.x), exact);
  });

  it('answers targets independently, and with a deviation of at least 0.1', () => {
    const { support, query } = episode(3, 4);
    const all = believed(learner, support, query.x);
    const alone = [0, 1, 2, 3].map((row) => believed(learner, support, tf.slice(query.x, [0, row, 0], [-1, 1, -1])));
    expectTreesClose(
      tf.concat(
        alone.map(({ mean }) => mean),
        1,
      ),
      all.mean,
      exact,
    );
    expectTreesClose(
      tf.concat(
        alone.map(({ variance }) => variance),
        1,
      ),
      all.variance,
      exact,
    );
    expect(tf.min(all.variance).dataSync()[0]).toBeGreaterThanOrEqual(0.01);
  });

  it('answers without a context, and then the same for all tasks', () => {
    const { support, query } = episode(3, 4);
    const none = { x: tf.slice(support.x, [0, 0, 0], [-1, 0, -1]), y: tf.slice(support.y, [0, 0, 0], [-1, 0, -1]) };
    const same = tf.tile(tf.slice(query.x, [0, 0, 0], [1, -1, -1]), [2, 1, 1]);
    const found = learner.predict(paramsOf(learner), adapted(learner, none), same, context);
    expectTreesClose(tf.slice(found, [0, 0, 0], [1, -1, -1]), tf.slice(found, [1, 0, 0], [1, -1, -1]), exact);
    expect(Number.isFinite(tf.sum(found).dataSync()[0])).toBe(true);
  });
});

describe('the code of a conditional neural process', () => {
  const learner = neuralProcess(sizes);
  const code = (support: Batch): Tensor => adapted(learner, support).told['code'] as Tensor;

  it('is updated as examples come: r of both is (n r + m r’) / (n + m)', () => {
    const [{ support: one }, { support: other }] = [episode(2, 1), episode(5, 1, 4)];
    const both = { x: tf.concat([one.x, other.x], 1), y: tf.concat([one.y, other.y], 1) };
    expectTreesClose(code(both), tf.div(tf.add(tf.mul(code(one), 2), tf.mul(code(other), 5)), 7), exact);
  });

  it('is 0 of no context', () => {
    const { support } = episode(2, 1);
    const none = { x: tf.slice(support.x, [0, 0, 0], [-1, 0, -1]), y: tf.slice(support.y, [0, 0, 0], [-1, 0, -1]) };
    expect([...code(none).dataSync()].every((value) => value === 0)).toBe(true);
  });
});

it('attention that is uniform is the mean code of the conditional one', () => {
  const [plain, attentive] = [neuralProcess(sizes), neuralProcess({ ...sizes, attention: { heads: 2, units: 4 } })];
  const shared = paramsOf(plain);
  const own = { ...paramsOf(attentive), ...shared };
  const eye = tf.eye(4) as Tensor;
  const uniform = Object.fromEntries(
    Object.entries(own).map(([name, value]) => {
      if (name.startsWith('told/attention/query')) return [name, tf.zerosLike(value)];
      return [name, /attention\/(value|output)\/kernel/.test(name) ? eye : value];
    }),
  );
  const { support, query } = episode(4, 3);
  const answer = (learner: NeuralProcess, params: ParamTree): Tensor =>
    learner.predict(params, learner.adapt(params, support, context), query.x, context);
  expectTreesClose(answer(attentive, uniform), answer(plain, shared), exact);
  expect(tf.max(tf.abs(tf.sub(answer(attentive, own), answer(plain, shared)))).dataSync()[0]).toBeGreaterThan(1e-3);
});

describe('the objective', () => {
  const numbers = (tensor: Tensor): number[] => [...tensor.dataSync()];
  /** `−log N` of targets by what `predictive` says of them, the mean over examples. */
  const surprise = (learner: NeuralProcess, support: Batch, targets: Batch): number[] => {
    const { mean, variance } = believed(learner, support, targets.x);
    const each = tf.add(tf.log(variance), tf.div(tf.square(tf.sub(targets.y, mean)), variance));
    return numbers(tf.mean(tf.mul(tf.add(each, Math.log(2 * Math.PI)), 0.5), [1, 2]));
  };
  const close = (found: readonly number[], wanted: readonly number[]): void =>
    found.forEach((value, i) => expect(value).toBeCloseTo(wanted[i] as number, 4));

  it('is minus the mean log density of context and query, or of the query alone', () => {
    const { support, query } = episode(3, 4);
    const targets = { x: tf.concat([support.x, query.x], 1), y: tf.concat([support.y, query.y], 1) };
    for (const [contextInTargets, of] of [
      [true, targets],
      [false, query],
    ] as const) {
      const learner = neuralProcess({ ...sizes, contextInTargets });
      const loss = learner.objective(paramsOf(learner), adapted(learner, support), query, context);
      close(numbers(loss), surprise(learner, support, of));
    }
  });

  // z has no way to the decoder, so what is left of the objective is the divergence.
  const deaf = (learner: NeuralProcess): ParamTree => {
    const params = paramsOf(learner);
    const kernel = params['decoder/layer0/kernel'] as Tensor;
    return { ...params, 'decoder/layer0/kernel': tf.zerosLike(kernel) };
  };
  /** `KL(q(z | T) ‖ q(z | C))` by its definition, from what the learner says of z. */
  const gaussianOf = (params: ParamTree, learner: NeuralProcess, batch: Batch) => {
    const code = learner.adapt(params, batch, context).latent['code'] as Tensor;
    const hidden = tf.tanh(
      tf.add(
        tf.matMul(code as tf.Tensor2D, params['latent/distribution/layer0/kernel'] as tf.Tensor2D),
        params['latent/distribution/layer0/bias'] as Tensor,
      ),
    );
    const made = tf.add(
      tf.matMul(hidden as tf.Tensor2D, params['latent/distribution/head/kernel'] as tf.Tensor2D),
      params['latent/distribution/head/bias'] as Tensor,
    );
    return (made.arraySync() as number[][]).map((row) =>
      [0, 1, 2].map((i) => ({
        mean: row[i] as number,
        deviation: 0.1 + 0.9 / (1 + Math.exp(-(row[i + 3] as number))),
      })),
    );
  };

  it('of a latent one adds KL(q(z | context and query) ‖ q(z | context)) / |T|, in this order', () => {
    const learner = neuralProcess({ ...sizes, latent: { size: 3 } });
    const params = deaf(learner);
    const { support, query } = episode(2, 3);
    const both = { x: tf.concat([support.x, query.x], 1), y: tf.concat([support.y, query.y], 1) };
    const objective = numbers(learner.objective(params, learner.adapt(params, support, context), query, context));
    const [posterior, prior] = [gaussianOf(params, learner, both), gaussianOf(params, learner, support)];
    const { mean, variance } = learner.predictive(params, learner.adapt(params, support, context), both.x, context);
    const squares = tf.div(tf.square(tf.sub(both.y, mean)), variance);
    const fit = numbers(tf.mean(tf.mul(tf.add(tf.add(tf.log(variance), squares), Math.log(2 * Math.PI)), 0.5), [1, 2]));
    posterior.forEach((entries, task) => {
      const divergence = entries.reduce((sum, q, i) => {
        const p = prior[task]?.[i] as typeof q;
        return (
          sum +
          Math.log(p.deviation / q.deviation) +
          (q.deviation ** 2 + (q.mean - p.mean) ** 2) / (2 * p.deviation ** 2) -
          0.5
        );
      }, 0);
      expect(divergence).toBeGreaterThan(1e-5);
      expect((objective[task] as number) - (fit[task] as number)).toBeCloseTo(divergence / 5, 5);
    });
  });

  it('has no divergence where the targets are the context', () => {
    const learner = neuralProcess({ ...sizes, latent: { size: 3 } });
    const params = deaf(learner);
    const { support } = episode(3, 1);
    const objective = numbers(learner.objective(params, learner.adapt(params, support, context), support, context));
    const plain = neuralProcess(sizes);
    expect(plain.name).toBe(learner.name);
    const { mean, variance } = learner.predictive(params, learner.adapt(params, support, context), support.x, context);
    const squares = tf.div(tf.square(tf.sub(support.y, mean)), variance);
    close(
      objective,
      numbers(tf.mean(tf.mul(tf.add(tf.add(tf.log(variance), squares), Math.log(2 * Math.PI)), 0.5), [1, 2])),
    );
  });
});

it('has no deviation below 0.1, however sure the decoder is', () => {
  const learner = neuralProcess(sizes);
  const params = paramsOf(learner);
  const bias = tf.tensor1d([0, -50]);
  const { support, query } = episode(3, 2);
  const certain = { ...params, 'decoder/head/bias': bias };
  const { variance } = learner.predictive(certain, learner.adapt(certain, support, context), query.x, context);
  expectTreesClose(variance, tf.fill(variance.shape, 0.01), { tolerance: 1e-5 });
});

describe('samples of a latent neural process', () => {
  const learner = neuralProcess({ ...sizes, latent: { size: 3 }, samples: 400 });

  it('are other functions by another key, and the same by the same', () => {
    const { support, query } = episode(3, 2);
    const state = adapted(learner, support);
    const draw = (key: Context['key']): Tensor =>
      learner.samples(paramsOf(learner), state, query.x, { ...context, key });
    expect(draw(seed(1)).shape).toEqual([2, 2, 400, 1]);
    expectTreesClose(draw(seed(1)), draw(seed(1)), { tolerance: 0 });
    expect(tf.max(tf.abs(tf.sub(draw(seed(1)), draw(seed(2))))).dataSync()[0]).toBeGreaterThan(1e-3);
  });

  it('spread as predictive says, whose variance has the noise besides', () => {
    const { support, query } = episode(3, 2);
    const functions = learner.samples(paramsOf(learner), adapted(learner, support), query.x, context);
    const { mean, variance } = believed(learner, support, query.x);
    const { mean: middle, variance: spread } = tf.moments(functions, 2);
    expectTreesClose(mean, middle, exact);
    expect(tf.min(tf.sub(variance, spread)).dataSync()[0]).toBeGreaterThanOrEqual(0.01);
  });
});

describe('a neural process of classes', () => {
  const learner = neuralProcess({ ...sizes, inputs: 2, outputs: 3, kind: 'classification' });
  const params = initialize(learner.specs, seed(1));
  const classes = classificationEpisodes({ features: [2], ways: 3 });

  it('keeps the mean code of each class, in the order of the labels', () => {
    const { support } = classes({ tasks: 2, shots: 2, queries: 1 }, seed(3));
    const whole = learner.adapt(params, support, context).told['code'] as Tensor;
    const swapped = learner.adapt(params, { x: support.x, y: tf.reverse(support.y, 2) }, context);
    expect(whole.shape).toEqual([2, 12]);
    expect(swapped.told['code']?.shape).toEqual([2, 12]);
    // An example more of one class moves that class alone.
    const { x, y } = support;
    const label = tf.tile(tf.tensor3d([[[0, 1, 0]]]), [2, 1, 1]);
    const more = { x: tf.concat([x, tf.ones([2, 1, 2])], 1), y: tf.concat([y, label], 1) };
    const moved = tf.abs(tf.sub(learner.adapt(params, more, context).told['code'] as Tensor, whole));
    const [before, own, after] = tf.split(tf.sum(moved, 0), 3).map((part) => tf.sum(part).dataSync()[0]);
    expect([before, after].map((value) => (value as number) < 1e-6)).toEqual([true, true]);
    expect(own).toBeGreaterThan(1e-3);
  });

  it('does not mind a context that is given twice', () => {
    const { support, query } = classes({ tasks: 2, shots: 2, queries: 1 }, seed(3));
    const twice = { x: tf.concat([support.x, support.x], 1), y: tf.concat([support.y, support.y], 1) };
    const answer = (given: Batch): Tensor =>
      learner.predict(params, learner.adapt(params, given, context), query.x, context);
    expectTreesClose(answer(twice), answer(support), exact);
  });

  it('believes in its probabilities, which without z do not vary', () => {
    const { support, query } = classes({ tasks: 2, shots: 2, queries: 1 }, seed(3));
    const state = learner.adapt(params, support, context);
    const { mean, variance } = learner.predictive(params, state, query.x, context);
    expectTreesClose(mean, tf.softmax(learner.predict(params, state, query.x, context)), exact);
    expect(tf.max(variance).dataSync()[0]).toBeLessThan(1e-12);
  });

  it('refuses other ways than it was built for', () => {
    const { support } = classificationEpisodes({ features: [2], ways: 4 })({ tasks: 1, shots: 1, queries: 1 }, seed(3));
    expect(() => learner.adapt(params, support, context)).toThrow(
      'expected labels of 3 ways, [tasks, examples, 3], got [1, 4, 4]',
    );
  });
});

it('refuses options of no neural process', () => {
  expect(() => neuralProcess({ ...sizes, deterministic: false })).toThrow('nothing of the support reaches the decoder');
  expect(() => neuralProcess({ ...sizes, samples: 0 })).toThrow('samples must be a whole number of at least 1, got 0');
  expect(() => neuralProcess({ ...sizes, encoder: [] })).toThrow('sizes must name at least one layer');
  expect(() => neuralProcess({ ...sizes, attention: { heads: 3, units: 4 } })).toThrow(
    'units must be a multiple of heads',
  );
});
