import { fc, test } from '@fast-check/vitest';
import { crossEntropy, dense, gatherRows, initialize, leaf, meanSquaredError, seed, useBackend } from '@innerloop/core';
import type { Batch, Context, Episode, Learner } from '@innerloop/core';
import {
  classificationEpisodes,
  expectTreesClose,
  expectTreesEqual,
  learnerLaws,
  referenceModel,
  regressionEpisodes,
} from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { crossValidated, maml } from '../../src/index.js';
import type { MamlAdapted } from '../../src/index.js';
import { foldsOf } from '../../src/validation/folds.js';
import { descent, point, quadratic } from '../support/quadratic.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const testing: Context = { key: seed(5), mode: 'test', order: 'first' };
const model = referenceModel({ inputs: 1, hidden: 4, outputs: 1 });
const candidate = (rate: number, steps = 2): Learner<MamlAdapted> =>
  maml({ model, rule: descent(rate), loss: meanSquaredError, steps });
const episode = (): Episode => regressionEpisodes()({ tasks: 12, shots: 6, queries: 4 }, seed(9));

learnerLaws('a choice by cross-validation', {
  learner: crossValidated({ candidates: [candidate(0.05), candidate(0.2, 3)], folds: 2 }),
  episodes: regressionEpisodes(),
  // Which examples are held out together goes by their order.
  ordered: true,
  firstOrder: 'differs',
});

learnerLaws('a choice by cross-validation among classifiers', {
  learner: crossValidated({
    candidates: [0.1, 1].map((rate) =>
      maml({ model: dense({ inputs: 2, outputs: 3 }), rule: descent(rate), loss: crossEntropy, steps: 2 }),
    ),
    folds: 2,
  }),
  episodes: classificationEpisodes({ features: [2], ways: 3 }),
  ordered: true,
  firstOrder: 'differs',
});

/** Tasks `½ h (t − 1)²` of some curvatures, four examples each. */
function bowls(curvatures: readonly number[]): Batch {
  const rows = 4;
  const y = curvatures.flatMap((h) => Array.from({ length: rows }, () => [1, h]).flat());
  return { x: tf.zeros([curvatures.length, rows, 1]), y: tf.tensor(y, [curvatures.length, rows, 2]) };
}

const onBowls = (rate: number): Learner<MamlAdapted> =>
  maml({ model: point, rule: descent(rate), loss: quadratic, steps: 3 });

describe('crossValidated', () => {
  it('gives each task of a batch the rate that suits it: large on flat bowls, small on steep ones', () => {
    tf.tidy(() => {
      const [small, large] = [onBowls(0.1), onBowls(1.5)];
      const chosen = crossValidated({ candidates: [small, large], folds: 2 });
      const params = initialize(chosen.specs, seed(1));
      const support = bowls([0.5, 4, 0.3, 6]);
      const of = ({ params: adapted }: MamlAdapted): number[] => [...leaf(adapted, 'model/theta').dataSync()];
      const [low, high] = [small, large].map((one) => of(one.adapt(params, support, testing))) as [number[], number[]];
      const { value, place } = chosen.adapt(params, support, testing);
      expect(of(value)).toEqual([high[0], low[1], high[2], low[3]]);
      expect([...place.dataSync()]).toEqual([1, 0, 1, 0]);
    });
  });

  it('chooses by the loss on what is held out, fold by fold', () => {
    tf.tidy(() => {
      const folds = 3;
      const rates = [0.14, 0.2, 0.27];
      const candidates = rates.map((rate) => candidate(rate));
      const { support } = episode();
      const params = initialize((candidates[0] as Learner).specs, seed(1));
      const rows = (wanted: (row: number) => boolean): Batch =>
        gatherRows(support, tf.tensor1d([0, 1, 2, 3, 4, 5].filter(wanted), 'int32'));
      const scores = candidates.map((of) => {
        const losses = [0, 1, 2].map((fold) => {
          const adapted = of.adapt(
            params,
            rows((row) => row % folds !== fold),
            testing,
          );
          return of.objective(
            params,
            adapted,
            rows((row) => row % folds === fold),
            testing,
          );
        });
        return [...tf.addN(losses).dataSync()];
      });
      const best = [...Array(12).keys()].map((task) => {
        const own = scores.map((score) => score[task] as number);
        return own.indexOf(Math.min(...own));
      });
      expect(new Set(best).size).toBeGreaterThan(1);
      const found = crossValidated({ candidates, folds }).adapt(params, support, testing).value.params;
      best.forEach((choice, task) => {
        const expected = (candidates[choice] as Learner<MamlAdapted>).adapt(params, support, testing).params;
        for (const name of Object.keys(found))
          expectTreesEqual(tf.gather(leaf(found, name), task), tf.gather(leaf(expected, name), task));
      });
    });
  });

  it('predicts for each task by the candidate that was chosen for it', () => {
    tf.tidy(() => {
      // All adapt alike, and each gives its own number of what was adapted.
      const saying = (rate: number, factor: number): Learner<MamlAdapted> => {
        const one = onBowls(rate);
        return {
          ...one,
          predict: (params, adapted, x, context) => tf.mul(one.predict(params, adapted, x, context), factor),
        };
      };
      const chosen = crossValidated({ candidates: [saying(0.1, 10), saying(1.5, 100)], folds: 2 });
      const params = initialize(chosen.specs, seed(1));
      const support = bowls([0.5, 4, 0.3, 6]);
      const adapted = chosen.adapt(params, support, testing);
      const plain = onBowls(0.1).predict(params, adapted.value, support.x, testing);
      const factors = tf.reshape(tf.tensor1d([100, 10, 100, 10]), [4, ...plain.shape.slice(1).map(() => 1)]);
      expectTreesEqual(chosen.predict(params, adapted, support.x, testing), tf.mul(plain, factors));
    });
  });

  it('never chooses what diverges to no number', () => {
    tf.tidy(() => {
      const [good, bad] = [onBowls(0.1), onBowls(1e30)];
      const params = initialize(good.specs, seed(1));
      for (const candidates of [
        [bad, good],
        [good, bad],
      ]) {
        const found = crossValidated({ candidates, folds: 2 }).adapt(params, bowls([1, 2]), testing);
        expectTreesEqual(found.value.params, good.adapt(params, bowls([1, 2]), testing).params);
      }
    });
  });

  it('of one candidate is that candidate, and of equal ones too', () => {
    tf.tidy(() => {
      const { support } = episode();
      const alone = candidate(0.1);
      const params = initialize(alone.specs, seed(1));
      for (const candidates of [[alone], [alone, candidate(0.1)]])
        expectTreesEqual(
          crossValidated({ candidates }).adapt(params, support, testing).value,
          alone.adapt(params, support, testing),
        );
    });
  });

  it('refuses no candidates, one fold, other meta-parameters, and more folds than examples', () => {
    expect(() => crossValidated({ candidates: [] })).toThrow('candidates must hold at least one learner');
    expect(() => crossValidated({ candidates: [candidate(0.1)], folds: 1 })).toThrow(
      'folds must be an integer of at least 2',
    );
    expect(() => crossValidated<MamlAdapted>({ candidates: [candidate(0.1), onBowls(0.1)] })).toThrow(
      'crossValidated: candidate 1 has other meta-parameters than candidate 0',
    );
    const chosen = crossValidated({ candidates: [candidate(0.1)], folds: 7 });
    expect(() =>
      tf.tidy(() => void chosen.adapt(initialize(chosen.specs, seed(1)), episode().support, testing)),
    ).toThrow('the support has 6 examples, too few for 7 folds');
  });
});

describe('the folds of a support', () => {
  test.prop([fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 4 }), fc.nat()])(
    'hold out every example once, of each class as equal a part as can be, whatever the order of the rows',
    (ways, shots, folds, number) => {
      tf.tidy(() => {
        const rows = ways * shots;
        fc.pre(rows >= folds);
        // Two tasks, each in an order of its own; x is the row's number, so that it can be told apart.
        const labels = [0, 1].map((task) => {
          const order = seed(number).fold(task).draw('permutation', [rows]).dataSync();
          return [...order].map((place) => place % ways);
        });
        const x = tf.tensor(
          [0, 1].flatMap(() => [...Array(rows).keys()]),
          [2, rows, 1],
        );
        const y = tf.oneHot(tf.tensor2d(labels, [2, rows], 'int32'), ways);
        const parts = foldsOf({ x, y: tf.cast(y, 'float32') }, folds);
        const seen = parts.map(({ learned, heldOut }) => {
          expect((learned.x.shape[1] as number) + (heldOut.x.shape[1] as number)).toBe(rows);
          return heldOut;
        });
        for (const task of [0, 1]) {
          const numbers = seen.flatMap((part) => [...tf.gather(part.x, task).dataSync()]);
          expect([...numbers].sort((a, b) => a - b)).toEqual([...Array(rows).keys()]);
          for (const part of seen) {
            const counts = [...tf.sum(tf.gather(part.y, task), 0).dataSync()];
            for (const count of counts) {
              expect(count).toBeGreaterThanOrEqual(Math.floor(shots / folds));
              expect(count).toBeLessThanOrEqual(Math.ceil(shots / folds));
            }
            const own = [...tf.gather(part.x, task).dataSync()].map((row) => labels[task]?.[row]);
            const told = [...tf.argMax(tf.gather(part.y, task), -1).dataSync()];
            expect(told).toEqual(own);
          }
        }
      });
    },
  );

  it('are of consecutive rows in turn for regression', () => {
    tf.tidy(() => {
      const x = tf.tensor([0, 1, 2, 3, 4], [1, 5, 1]);
      const [first, second] = foldsOf({ x, y: x }, 2);
      expectTreesClose(first?.heldOut.x as tf.Tensor, tf.tensor([0, 2, 4], [1, 3, 1]));
      expectTreesClose(second?.heldOut.y as tf.Tensor, tf.tensor([1, 3], [1, 2, 1]));
    });
  });
});
