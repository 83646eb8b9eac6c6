import {
  batchNorm,
  conv4,
  crossEntropy,
  dense,
  disposeTree,
  initialize,
  leaf,
  meanSquaredError,
  mlp,
  seed,
  sequential,
  tidy,
  useBackend,
} from '@innerloop/core';
import type { AnyLearner, Context, Episode, InnerLearner, ParamTree } from '@innerloop/core';
import {
  checkMetaGradient,
  classificationEpisodes,
  expectTreesClose,
  learnerLaws,
  referenceLearner,
  referenceMetaGradient,
  referenceModel,
  referenceRule,
  regressionEpisodes,
} from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { maml } from '../../src/index.js';
import type { MamlAdapted, MamlOptions } from '../../src/index.js';
import { descent, goldenEpisode, point, quadratic } from '../support/quadratic.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const smooth = mlp({ inputs: 2, hidden: [5], outputs: 3, activation: 'tanh' });
const test: Context = { key: seed(5), mode: 'test', order: 'first' };

learnerLaws('maml on regression', {
  learner: maml({
    model: mlp({ inputs: 1, hidden: [4], outputs: 1, activation: 'tanh' }),
    rule: descent(0.1),
    loss: meanSquaredError,
    steps: 2,
  }),
  episodes: regressionEpisodes(),
  steps: 2,
});

learnerLaws('maml on classification, with a rule that learns', {
  learner: maml({ model: smooth, rule: referenceRule(0.3), loss: crossEntropy, steps: 3 }),
  episodes: classificationEpisodes({ features: [2], ways: 3 }),
  steps: 3,
});

learnerLaws('maml that adapts the head alone', {
  learner: maml({ model: smooth, rule: descent(0.3), loss: crossEntropy, steps: 2, adapts: ['head/'] }),
  episodes: classificationEpisodes({ features: [2], ways: 3 }),
  steps: 2,
});

const normalised = (statistics: 'batch' | 'support'): InnerLearner<MamlAdapted> =>
  maml({
    model: sequential({
      body: dense({ inputs: 2, outputs: 4 }),
      norm: batchNorm({ features: 4, statistics }),
      head: dense({ inputs: 4, outputs: 3 }),
    }),
    rule: descent(0.1),
    loss: crossEntropy,
    steps: 2,
  });

learnerLaws('maml with statistics of the batch', {
  learner: normalised('batch'),
  episodes: classificationEpisodes({ features: [2], ways: 3 }),
  steps: 2,
  transductive: true,
});

learnerLaws('maml with statistics of the support', {
  learner: normalised('support'),
  episodes: classificationEpisodes({ features: [2], ways: 3 }),
  steps: 2,
});

/** Meta-gradient of the golden task by its only parameter. */
function golden(learner: AnyLearner, order: Context['order']): { loss: number; gradient: number } {
  return tf.tidy(() => {
    const params = initialize(learner.specs, seed(0));
    const { loss, grads } = referenceMetaGradient(order).estimate({
      learner,
      params,
      episode: goldenEpisode(),
      key: seed(0),
    });
    return { loss: loss.dataSync()[0] as number, gradient: leaf(grads, 'model/theta').dataSync()[0] as number };
  });
}

describe('maml and the scales and offsets of normalisation', () => {
  const model = conv4({
    height: 16,
    width: 16,
    channels: 1,
    filters: 8,
    outputs: 5,
    downsample: 'stride',
    head: 'mean',
  });
  const of = (how: Pick<MamlOptions, 'adapts' | 'adaptsNorm'> = {}): InnerLearner<MamlAdapted> =>
    maml({ model, rule: descent(2), loss: crossEntropy, ...how });
  const moved = (learner: InnerLearner<MamlAdapted>): string[] =>
    tf.tidy(() => {
      const { support } = classificationEpisodes({ features: [16, 16, 1], ways: 5 })(
        { tasks: 1, shots: 1, queries: 1 },
        seed(3),
      );
      return Object.keys(learner.adapt(initialize(learner.specs, seed(2)), support, test).params).sort();
    });
  const named = (...parts: string[]): string[] =>
    Object.keys(model.specs)
      .filter((name) => parts.some((part) => name.includes(part)))
      .map((name) => `model/${name}`)
      .sort();

  it('leaves them to the outer loop, as the authors do', () => {
    expect(moved(of())).toEqual(named('conv', 'head'));
  });

  it('moves them when it is told to, by adaptsNorm or by name, and not with adaptsNorm: false', () => {
    expect(moved(of({ adaptsNorm: true }))).toEqual(named('conv', 'norm', 'head'));
    expect(moved(of({ adapts: ['block1/'] }))).toEqual(named('block1'));
    expect(moved(of({ adapts: ['block1/'], adaptsNorm: false }))).toEqual(named('block1/conv'));
  });

  it('has another meta-gradient with them in the inner loop: the two point apart on a random conv4, at the rate of the released code', () => {
    const directions = [false, true].map((adaptsNorm) => {
      const learner = of({ adaptsNorm });
      const episode = classificationEpisodes({ features: [16, 16, 1], ways: 5 })(
        { tasks: 2, shots: 1, queries: 2 },
        seed(3),
      );
      const params = initialize(learner.specs, seed(2));
      const { grads } = tidy(() => referenceMetaGradient('exact').estimate({ learner, params, episode, key: seed(0) }));
      const flat = named('').flatMap((name) => [...leaf(grads, name).dataSync()]);
      disposeTree([params, grads, episode]);
      return flat;
    }) as [number[], number[]];
    const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
    const [shared, adapted] = directions;
    const cosine = dot(shared, adapted) / Math.sqrt(dot(shared, shared) * dot(adapted, adapted));
    expect(cosine).toBeLessThan(0.6);
    expect(cosine).toBeGreaterThan(0);
  });
});

describe('maml on the golden quadratic', () => {
  const learner = (steps: number): InnerLearner<MamlAdapted> =>
    maml({ model: point, rule: descent(0.1), loss: quadratic, steps });

  it('moves to 2.8 and 2.62', () => {
    const values = tf.tidy(() => {
      const at = learner(2);
      const points = at.trajectory(initialize(at.specs, seed(0)), goldenEpisode().support, [0, 1, 2], test);
      return points.map(({ params }) => leaf(params, 'model/theta').dataSync()[0]);
    });
    [3, 2.8, 2.62].forEach((value, i) => expect(values[i]).toBeCloseTo(value, 5));
  });

  it.each([
    { steps: 1, order: 'exact' as const, gradient: 12.96 },
    { steps: 2, order: 'exact' as const, gradient: 11.2266 },
    { steps: 1, order: 'first' as const, gradient: 14.4 },
    { steps: 2, order: 'first' as const, gradient: 13.86 },
  ])('has meta-gradient $gradient after $steps steps, order $order', ({ steps, order, gradient }) => {
    expect(golden(learner(steps), order).gradient).toBeCloseTo(gradient, 4);
  });

  it('has query loss 34.56 after one step', () => {
    expect(golden(learner(1), 'exact').loss).toBeCloseTo(34.56, 4);
  });
});

describe('maml', () => {
  const episode = (): Episode => regressionEpisodes()({ tasks: 3, shots: 4, queries: 5 }, seed(9));
  const grads = (learner: AnyLearner, params: ParamTree, order: Context['order'] = 'exact'): ParamTree =>
    tidy(() => referenceMetaGradient(order).estimate({ learner, params, episode: episode(), key: seed(1) }).grads);
  const model = referenceModel({ inputs: 1, hidden: 4, outputs: 1 });

  it('equals the reference learner', () => {
    const ours = maml({ model, rule: referenceRule(0.2), loss: meanSquaredError, steps: 3 });
    const params = tidy(() => initialize(ours.specs, seed(2)));
    const other = grads(referenceLearner({ model, rule: referenceRule(0.2), steps: 3 }), params);
    const own = grads(ours, params);
    expectTreesClose(own, other, { tolerance: 1e-5 });
    disposeTree([params, other, own]);
  });

  it('is joint training where it takes no steps, in either order', () => {
    const joint = maml({ model, rule: descent(0.2), loss: meanSquaredError, steps: 0, testSteps: 4 });
    const frozen = maml({ model, rule: descent(0), loss: meanSquaredError, steps: 3 });
    const params = tidy(() => initialize(joint.specs, seed(2)));
    const all = [
      grads(joint, params),
      grads(joint, params, 'first'),
      grads(frozen, params),
      grads(frozen, params, 'first'),
    ];
    for (const other of all.slice(1)) expectTreesClose(other, all[0] as ParamTree, { tolerance: 1e-6 });
    disposeTree([params, ...all]);
  });

  it('agrees with finite differences after five steps', () => {
    const learner = maml({ model, rule: descent(0.1), loss: meanSquaredError, steps: 5 });
    tf.tidy(() => {
      checkMetaGradient(learner, { episode: episode(), metaGradient: referenceMetaGradient() });
    });
  });

  it('halves its distance to the first-order gradient when the rate halves', () => {
    const distance = (rate: number): number =>
      tf.tidy(() => {
        const learner = maml({ model, rule: descent(rate), loss: meanSquaredError });
        const params = initialize(learner.specs, seed(2));
        const [exact, first] = [grads(learner, params), grads(learner, params, 'first')];
        const squares = Object.entries(exact).map(([name, tensor]) =>
          tf.sum(tf.squaredDifference(tensor, leaf(first, name))),
        );
        return Math.sqrt(tf.addN(squares).dataSync()[0] as number);
      });
    expect(Math.abs(distance(0.01) / distance(0.005) - 2)).toBeLessThan(0.1);
  });

  it('takes its test steps at test and its training steps in training', () => {
    const learner = maml({ model, rule: descent(0.1), loss: meanSquaredError, steps: 1, testSteps: 4 });
    tf.tidy(() => {
      const params = initialize(learner.specs, seed(2));
      const { support } = episode();
      const [one, four] = learner.trajectory(params, support, [1, 4], test) as [MamlAdapted, MamlAdapted];
      expectTreesClose(learner.adapt(params, support, { ...test, mode: 'train' }).params, one.params, { tolerance: 0 });
      expectTreesClose(learner.adapt(params, support, test).params, four.params, { tolerance: 0 });
    });
  });

  it('adapts nothing but what it is told to', () => {
    const learner = maml({ model: smooth, rule: descent(0.3), loss: crossEntropy, adapts: ['head/kernel'] });
    tf.tidy(() => {
      const { support } = classificationEpisodes({ features: [2], ways: 3 })(
        { tasks: 2, shots: 1, queries: 1 },
        seed(1),
      );
      const adapted = learner.adapt(initialize(learner.specs, seed(2)), support, test);
      expect(Object.keys(adapted.params)).toEqual(['model/head/kernel']);
    });
  });

  it('refuses steps that are no numbers of steps, and leaves that are not there', () => {
    const options = { model, rule: descent(0.1), loss: meanSquaredError };
    expect(() => maml({ ...options, steps: 1.5 })).toThrow('maml: steps must be an integer of at least 0, got 1.5.');
    expect(() => maml({ ...options, testSteps: -1 })).toThrow('testSteps must be an integer of at least 0');
    expect(() => maml({ ...options, adapts: ['tail/'] })).toThrow("adapts names 'tail/'");
  });
});
