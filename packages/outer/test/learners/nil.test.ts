import { accuracy, crossEntropy, flatten, initialize, mlp, seed, sequential, useBackend } from '@innerloop/core';
import type { Episode, Model, ParamTree } from '@innerloop/core';
import { classificationEpisodes, expectTreesClose, learnerLaws } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { anil, boil, lastLayer, maml, nil } from '../../src/index.js';
import { descent } from '../support/quadratic.js';
import { atTest, body, head, metaTrained, normalisedBody, startOf } from '../support/two-parts.js';

beforeAll(() => useBackend('cpu'));

const classes = classificationEpisodes({ features: [2], ways: 3 });

learnerLaws('nil', { learner: nil({ body }), episodes: classes, relabels: true });

learnerLaws('nil with statistics of the support, scaled', {
  learner: nil({ body: normalisedBody('support'), scale: 5 }),
  episodes: classes,
  relabels: true,
});

learnerLaws('nil with statistics of the batch', {
  learner: nil({ body: normalisedBody('batch') }),
  episodes: classes,
  relabels: true,
  transductive: true,
});

/** Compares examples as they are. */
const identity: Model = flatten();

/** Logits of one query for a support of one task. */
function logits(support: number[][], classOf: number[], query: number[]): number[] {
  return tf.tidy(() => {
    const learner = nil({ body: identity });
    const y = tf.expandDims(tf.cast(tf.oneHot(tf.tensor1d(classOf, 'int32'), 2), 'float32'), 0);
    const adapted = learner.adapt({}, { x: tf.tensor3d([support]), y }, atTest);
    return Array.from(learner.predict({}, adapted, tf.tensor3d([[query]]), atTest).dataSync());
  });
}

describe('nil', () => {
  it('sums the cosines of each class', () => {
    // (3, 4) and its likeness to (1, 0), (0, 2) and (−4, 3): 0.6, 0.8 and 0.
    const [first, second] = logits(
      [
        [1, 0],
        [0, 2],
        [-4, 3],
      ],
      [0, 1, 0],
      [3, 4],
    ) as [number, number];
    expect(first).toBeCloseTo(0.6 + 0, 5);
    expect(second).toBeCloseTo(0.8, 5);
  });

  it('does not mind the lengths of feature vectors', () => {
    const short = logits(
      [
        [1, 0],
        [0, 2],
      ],
      [0, 1],
      [3, 4],
    );
    const long = logits(
      [
        [50, 0],
        [0, 0.01],
      ],
      [0, 1],
      [0.3, 0.4],
    );
    long.forEach((value, i) => expect(value).toBeCloseTo(short[i] as number, 3));
  });

  it('takes a feature vector of zero to be like nothing, with a finite gradient', () => {
    expect(
      logits(
        [
          [1, 0],
          [0, 2],
        ],
        [0, 1],
        [0, 0],
      ),
    ).toEqual([0, 0]);
    tf.tidy(() => {
      const at = tf.grad((x: tf.Tensor) => {
        const learner = nil({ body: identity });
        const y = tf.tensor3d([
          [
            [1, 0],
            [0, 1],
          ],
        ]);
        const adapted = learner.adapt(
          {},
          {
            x: tf.tensor3d([
              [
                [1, 0],
                [0, 2],
              ],
            ]),
            y,
          },
          atTest,
        );
        return tf.sum(learner.predict({}, adapted, x, atTest));
      })(tf.zeros([1, 1, 2]));
      expect(Array.from(at.dataSync()).every(Number.isFinite)).toBe(true);
    });
  });

  it('uses what anil, lastLayer, boil and maml learned of a body, under their names', () => {
    const [two, options] = [
      { body, head: head(3) },
      { rule: descent(0.1), loss: crossEntropy },
    ];
    const owned = Object.keys(nil({ body }).specs);
    for (const learner of [
      anil({ ...two, ...options }),
      lastLayer({ ...two, ...options }),
      boil({ ...two, ...options }),
      maml({ ...options, model: sequential(two) }),
    ]) {
      expect(Object.keys(learner.specs)).toEqual(expect.arrayContaining(owned));
    }
  });

  it('tells apart what a body that anil trained tells apart, without inner loop or head, better than one that nobody trained', () => {
    // The first two features tell the classes, eight others do not.
    const wide = mlp({ inputs: 10, hidden: [], outputs: 4 });
    const noisy = (step: number): Episode => {
      const [plain, key] = [classes({ tasks: 8, shots: 1, queries: 5 }, seed(42).fold(step)), seed(43).fold(step)];
      const widened = ({ x, y }: Episode['support'], label: string): Episode['support'] => ({
        x: tf.concat([x, tf.mul(key.fold(label).draw('normal', [x.shape[1] as number, 8], 8), 2)], -1),
        y,
      });
      return { support: widened(plain.support, 's'), query: widened(plain.query, 'q') };
    };
    const trainer = anil({ body: wide, head: head(3), rule: descent(0.5), loss: crossEntropy, steps: 2 });
    const params = metaTrained(trainer, noisy, { steps: 150, rate: 0.2 });
    const user = nil({ body: wide });
    const right = (of: ParamTree): number =>
      tf.tidy(() => {
        const { support, query } = noisy(1000);
        const logitsOf = user.predict(of, user.adapt(of, support, atTest), query.x, atTest);
        return tf.mean(accuracy.measure(logitsOf, query.y)).dataSync()[0] as number;
      });
    const untrained = initialize(trainer.specs, seed(2));
    expect(right(params)).toBeGreaterThan(right(untrained) + 0.1);
    tf.dispose([params, untrained]);
  });

  it('learns by itself as well', () => {
    const learner = nil({ body, scale: 10 });
    const at = (step: number): Episode => classes({ tasks: 8, shots: 1, queries: 3 }, seed(44).fold(step));
    const params = metaTrained(learner, at, { steps: 80, rate: 0.1 });
    const fresh = initialize(learner.specs, seed(2));
    const unseen = at(1000);
    const lossOf = (of: ParamTree): number =>
      tf.tidy(
        () =>
          tf
            .mean(learner.objective(of, learner.adapt(of, unseen.support, atTest), unseen.query, atTest))
            .dataSync()[0] as number,
      );
    expect(lossOf(params)).toBeLessThan(0.9 * lossOf(fresh));
    tf.dispose([params, fresh, unseen]);
  });

  it('multiplies its logits by the scale', () => {
    tf.tidy(() => {
      const [plain, scaled] = [nil({ body }), nil({ body, scale: 7 })];
      const params = startOf(plain);
      const { support, query } = classes({ tasks: 2, shots: 2, queries: 1 }, seed(3));
      const of = (learner: typeof plain): tf.Tensor =>
        learner.predict(params, learner.adapt(params, support, atTest), query.x, atTest);
      expectTreesClose(of(scaled), tf.mul(of(plain), 7));
    });
  });

  it('refuses a scale that is none', () => {
    expect(() => nil({ body, scale: 0 })).toThrow('nil: scale must be a positive finite number, got 0.');
  });
});
