import { batchNorm, dense, initialize, mlp, seed, sequential, useBackend } from '@innerloop/core';
import type { Context, Model } from '@innerloop/core';
import { classificationEpisodes, expectTreesClose, learnerLaws } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prototypical } from '../../src/index.js';
import type { PrototypicalOptions } from '../../src/index.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const context: Context = { key: seed(5), mode: 'test', order: 'first' };
const episodes = classificationEpisodes({ features: [2], ways: 3 });

learnerLaws('prototypical', {
  learner: prototypical({ model: mlp({ inputs: 2, hidden: [5], outputs: 4, activation: 'tanh' }) }),
  episodes,
  relabels: true,
});

const normalised = (statistics: 'batch' | 'running' | 'support'): Model =>
  sequential({ body: dense({ inputs: 2, outputs: 4 }), norm: batchNorm({ features: 4, statistics }) });

learnerLaws('prototypical with statistics of the batch', {
  learner: prototypical({ model: normalised('batch') }),
  episodes,
  transductive: true,
  relabels: true,
});

learnerLaws('prototypical by cosines', {
  learner: prototypical({ model: mlp({ inputs: 2, hidden: [5], outputs: 4, activation: 'tanh' }), distance: 'cosine' }),
  episodes,
  relabels: true,
});

learnerLaws('prototypical of one batch', {
  learner: prototypical({ model: normalised('batch'), jointBatch: true }),
  episodes,
  transductive: true,
  relabels: true,
});

learnerLaws('prototypical with statistics of the support', {
  learner: prototypical({ model: normalised('support') }),
  episodes,
  relabels: true,
});

/** Compares examples as they are. */
const identity: Model = { specs: {}, apply: (_params, x) => x };

/** Logits `[queries, ways]` of one task. */
function logits(
  support: number[][][],
  query: number[][],
  options: Omit<PrototypicalOptions, 'model'> = {},
): number[][] {
  return tf.tidy(() => {
    const ways = support.length;
    const x = tf.tensor3d([support.flat()]);
    const classes = support.flatMap((examples, i) => examples.map(() => i));
    const y = tf.expandDims(tf.cast(tf.oneHot(tf.tensor1d(classes, 'int32'), ways), 'float32'), 0);
    const learner = prototypical({ model: identity, ...options });
    const adapted = learner.adapt({}, { x, y }, context);
    const found = learner.predict({}, adapted, tf.tensor3d([query]), context);
    return (found.arraySync() as number[][][])[0] as number[][];
  });
}

const support = [
  [
    [0, 0],
    [2, 0],
  ],
  [
    [0, 2],
    [2, 4],
  ],
];
const flatten = (rows: number[][]): number[] => rows.flat();
function expectClose(found: number[][], wanted: number[][]): void {
  flatten(found).forEach((value, i) => expect(value).toBeCloseTo(flatten(wanted)[i] as number, 4));
}

describe('prototypical', () => {
  it('has the golden logits −1 and −4', () => {
    expectClose(logits(support, [[1, 1]]), [[-1, -4]]);
  });

  it('does not mind a common rotation and shift of all examples', () => {
    const turn = ([x, y]: number[]): number[] => [
      0.6 * (x as number) - 0.8 * (y as number) + 3,
      0.8 * (x as number) + 0.6 * (y as number) - 2,
    ];
    const query = [
      [1, 1],
      [0.5, 3],
    ];
    expectClose(
      logits(
        support.map((rows) => rows.map(turn)),
        query.map(turn),
      ),
      logits(support, query),
    );
  });

  it('is the linear classifier 2c, −‖c‖², up to what all classes share', () => {
    const [x, y] = [0.3, 1.7];
    const linear = [
      [1, 0],
      [1, 3],
    ].map(([a, b]) => 2 * ((a as number) * x + (b as number) * y) - ((a as number) ** 2 + (b as number) ** 2));
    const [found] = logits(support, [[x, y]]) as [number[]];
    expect((found[0] as number) - (found[1] as number)).toBeCloseTo((linear[0] as number) - (linear[1] as number), 4);
  });

  it('does not mind a support that is given twice', () => {
    expectClose(
      logits(
        support.map((rows) => [...rows, ...rows]),
        [[1, 1]],
      ),
      logits(support, [[1, 1]]),
    );
  });

  it('moves a prototype by (z − c) / (K + 1) when an example is added', () => {
    const more = [[...(support[0] as number[][]), [4, 3]], support[1] as number[][]];
    expectClose(
      logits(more, [[1 + (4 - 1) / 3, 0 + (3 - 0) / 3]]).map(([first]) => [first as number]),
      [[0]],
    );
  });

  it('scales its logits', () => {
    expectClose(logits(support, [[1, 1]], { scale: 0.25 }), [[-0.25, -1]]);
  });

  it('takes the cosine to the mean of a class where asked', () => {
    expectClose(logits(support, [[1, 1]], { distance: 'cosine', scale: 10 }), [[10 / Math.SQRT2, 40 / Math.sqrt(20)]]);
  });

  it('of one batch normalises support and query by both in training, stores that, and tests by the stored', () => {
    tf.tidy(() => {
      const joint = prototypical({ model: normalised('running'), jointBatch: true });
      const params = initialize(joint.specs, seed(1));
      const { support: given, query } = episodes({ tasks: 2, shots: 2, queries: 3 }, seed(3));
      const told: Record<string, tf.Tensor> = {};
      const at: Context = { ...context, mode: 'train', report: (name, value) => void (told[name] = value) };
      const found = joint.predict(params, joint.adapt(params, given, at), query.x, at);

      const all = tf.concat([given.x, query.x], 1);
      const body = tf.add(
        tf.matMul(all, tf.broadcastTo(tf.expandDims(params['model/body/kernel'] as tf.Tensor, 0), [2, 2, 4])),
        params['model/body/bias'] as tf.Tensor,
      );
      const { mean, variance } = tf.moments(body, 1, true);
      const features = tf.div(tf.sub(body, mean), tf.sqrt(tf.add(variance, 1e-5)));
      const [own, asked] = tf.split(features, [6, 9], 1) as [tf.Tensor, tf.Tensor];
      const prototypes = tf.div(tf.matMul(given.y, own, true), 2);
      const apart = tf.sub(tf.expandDims(asked, 2), tf.expandDims(prototypes, 1));
      expectTreesClose(found, tf.neg(tf.sum(tf.square(apart), 3)), { tolerance: 1e-5 });
      expectTreesClose(told['model/norm/mean'] as tf.Tensor, tf.mul(tf.squeeze(mean, [1]), 0.1), { tolerance: 1e-5 });

      const apartInTest = prototypical({ model: normalised('running') });
      expectTreesClose(
        joint.predict(params, joint.adapt(params, given, context), query.x, context),
        apartInTest.predict(params, apartInTest.adapt(params, given, context), query.x, context),
      );
    });
  });

  it('learns with other ways than it is used with', () => {
    const learner = prototypical({ model: mlp({ inputs: 2, hidden: [5], outputs: 4 }) });
    tf.tidy(() => {
      const params = initialize(learner.specs, seed(1));
      for (const ways of [2, 5]) {
        const { support: given, query } = classificationEpisodes({ features: [2], ways })(
          { tasks: 2, shots: 1, queries: 2 },
          seed(3),
        );
        expect(learner.predict(params, learner.adapt(params, given, context), query.x, context).shape).toEqual([
          2,
          2 * ways,
          ways,
        ]);
      }
    });
  });

  it('normalises test queries by running statistics where the embedding keeps them', () => {
    const learner = prototypical({ model: normalised('running') });
    tf.tidy(() => {
      const params = initialize(learner.specs, seed(1));
      const { support: given, query } = episodes({ tasks: 2, shots: 2, queries: 3 }, seed(3));
      const adapted = learner.adapt(params, given, context);
      const all = learner.predict(params, adapted, query.x, context);
      const first = learner.predict(params, adapted, tf.slice(query.x, [0, 0, 0], [-1, 1, -1]), context);
      expectTreesClose(first, tf.slice(all, [0, 0, 0], [-1, 1, -1]), { tolerance: 1e-6 });
    });
  });

  it('refuses a scale that is none', () => {
    expect(() => prototypical({ model: identity, scale: Number.NaN })).toThrow(
      'prototypical: scale must be a positive finite number, got NaN.',
    );
    expect(() => prototypical({ model: identity, distance: 'manhattan' as 'cosine' })).toThrow("got 'manhattan'");
  });
});
