import {
  crossEntropy,
  eachParticle,
  gaussianLikelihood,
  initialize,
  leaf,
  mapParams,
  meanSquaredError,
  mlp,
  particles,
  pick,
  seed,
  useBackend,
} from '@innerloop/core';
import type { AnyLearner, Context, Episode, ParamTree, Tensor } from '@innerloop/core';
import {
  checkMetaGradient,
  classificationEpisodes,
  expectTreesClose,
  expectTreesEqual,
  learnerLaws,
  referenceMetaGradient,
  referenceRule,
  regressionEpisodes,
} from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { bayesianMaml, innerLoop, maml } from '../../src/index.js';
import type { BayesianMamlOptions } from '../../src/index.js';
import { descent } from '../support/quadratic.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const curve = mlp({ inputs: 1, hidden: [4], outputs: 1, activation: 'tanh' });
const classes = mlp({ inputs: 2, hidden: [5], outputs: 3, activation: 'tanh' });
const train: Context = { key: seed(5), mode: 'train', order: 'exact' };
const regression = { model: curve, rule: descent(0.1), loss: meanSquaredError, steps: 2, particles: 3 } as const;
const classification = { model: classes, rule: descent(0.3), loss: crossEntropy, steps: 2, particles: 2 } as const;

learnerLaws('bayesianMaml by likelihood, on regression', {
  learner: bayesianMaml({ ...regression, metaLoss: 'likelihood' }),
  episodes: regressionEpisodes(),
  steps: 2,
  separable: false,
});

learnerLaws('bayesianMaml by chaser, with a rule that learns', {
  learner: bayesianMaml({ ...regression, rule: referenceRule(0.1), leaderSteps: 2 }),
  episodes: regressionEpisodes(),
  steps: 2,
  separable: false,
  smooth: false, // the leader is a constant to derivatives; differences are taken below
});

learnerLaws('bayesianMaml on classes', {
  learner: bayesianMaml({ ...classification, metaLoss: 'likelihood', averages: 'probabilities' }),
  episodes: classificationEpisodes({ features: [2], ways: 3 }),
  steps: 2,
  separable: false,
});

const episode = (): Episode => regressionEpisodes()({ tasks: 2, shots: 4, queries: 3 }, seed(9));
const made = (options: Partial<BayesianMamlOptions> = {}) => bayesianMaml({ ...regression, ...options });
const start = (learner: AnyLearner): ParamTree => initialize(learner.specs, seed(2));

describe('the chaser loss', () => {
  it('is the squared distance of the particles from where the leader goes on support and query', () => {
    tf.tidy(() => {
      const learner = made({ leaderSteps: 3 });
      const params = start(learner);
      const { support, query } = episode();
      const adapted = learner.adapt(params, support, train);
      const both = { x: tf.concat([support.x, query.x], 1), y: tf.concat([support.y, query.y], 1) };
      const rule = descent(0.1);
      const specs = pick(learner.specs, (name) => name in adapted.params);
      const run = { params, initial: adapted.params, support: both, steps: [3], context: train };
      const [leader] = innerLoop({ rule, specs, objective: learner.innerObjective }, run);
      const squares = Object.entries(adapted.params).map(([name, tensor]) =>
        tf.sum(tf.reshape(tf.squaredDifference(tensor, leaf(leader?.params ?? {}, name)), [2, -1]), 1),
      );
      expectTreesClose(learner.objective(params, adapted, query, train), tf.addN(squares));
    });
  });

  it('lets no gradient reach the leader, as finite differences with the leader held say [row 24]', () => {
    tf.tidy(() => {
      const learner = made({ leaderSteps: 2 });
      const params = start(learner);
      const { support, query } = episode();
      const key = seed(0);
      const adapt = (at: ParamTree): ParamTree => learner.adapt(at, support, { ...train, key }).params;
      const from = adapt(params);
      const both = { x: tf.concat([support.x, query.x], 1), y: tf.concat([support.y, query.y], 1) };
      const specs = pick(learner.specs, (name) => name in from);
      const [held] = innerLoop(
        { rule: descent(0.1), specs, objective: learner.innerObjective },
        { params, initial: from, support: both, steps: [2], context: train },
      );
      const objective = (at: ParamTree): Tensor => {
        const squares = Object.entries(adapt(at)).map(([name, tensor]) =>
          tf.sum(tf.squaredDifference(tensor, leaf(held?.params ?? {}, name))),
        );
        return tf.div(tf.addN(squares), 2);
      };
      checkMetaGradient(learner, { episode: episode(), metaGradient: referenceMetaGradient(), params, key, objective });
    });
  });

  it('moves the leader by a rule of its own, and that with rate 0 stays where the particles are', () => {
    tf.tidy(() => {
      const objective = (options: Partial<BayesianMamlOptions>): Tensor => {
        const learner = made(options);
        const params = start(learner);
        const { support, query } = episode();
        return learner.objective(params, learner.adapt(params, support, train), query, train);
      };
      const own = objective({});
      expectTreesClose(objective({ leaderRule: descent(0.1) }), own); // the rate of the particles
      // One step of gradient descent from the same place is proportional to its rate, and the loss to the square of that.
      expectTreesClose(objective({ leaderRule: descent(0.3) }), tf.mul(own, 9), { tolerance: 1e-4 });
      expectTreesEqual(objective({ leaderRule: descent(0) }), tf.zerosLike(own));
    });
  });

  it('refuses a rule of the leader that learns, which no gradient would reach', () => {
    expect(() => made({ leaderRule: referenceRule(0.1) })).toThrow('no gradient reaches the leader');
  });

  it('is zero, with a gradient of zero, where the leader takes no steps [row 24]', () => {
    tf.tidy(() => {
      const learner = made({ leaderSteps: 0 });
      const { loss, grads } = referenceMetaGradient().estimate({
        learner,
        params: start(learner),
        episode: episode(),
        key: seed(1),
      });
      expectTreesEqual(
        { loss, ...grads },
        { loss: tf.scalar(0), ...mapParams(grads, (tensor) => tf.zerosLike(tensor)) },
      );
    });
  });
});

describe('bayesianMaml', () => {
  it.each([1, 3])('is maml with one particle, by likelihood, after %i steps [row 25]', (steps) => {
    tf.tidy(() => {
      const loss = gaussianLikelihood({ deviation: 1 });
      const parts = { model: curve, rule: descent(0.05), loss, steps };
      const [one, plain] = [bayesianMaml({ ...parts, particles: 1, metaLoss: 'likelihood' }), maml(parts)];
      const params = start(plain);
      const single = mapParams(params, (tensor) => tf.expandDims(tensor, 0));
      const estimate = (learner: AnyLearner, at: ParamTree) =>
        referenceMetaGradient().estimate({ learner, params: at, episode: episode(), key: seed(1) });
      const [ours, theirs] = [estimate(one, single), estimate(plain, params)];
      expectTreesClose(ours.loss, theirs.loss);
      expectTreesClose(
        mapParams(ours.grads, (tensor) => tf.squeeze(tensor, [0])),
        theirs.grads,
      );
    });
  });

  it('adapts as many learners by themselves, with a rule that moves each particle alone', () => {
    tf.tidy(() => {
      const [many, alone] = [made(), maml(regression)];
      const params = start(many);
      const { support, query } = episode();
      const each = [0, 1, 2].map((m) => {
        const own = mapParams(params, (tensor) => tf.squeeze(tf.slice(tensor, [m], [1]), [0]));
        return alone.predict(own, alone.adapt(own, support, train), query.x, train);
      });
      const adapted = many.adapt(params, support, train);
      const stacked = tf.stack(each);
      expectTreesClose(many.predict(params, adapted, query.x, train), tf.mean(stacked, 0));
      const { mean, variance } = many.predictive(params, adapted, query.x, train);
      expectTreesClose([mean, variance], [tf.mean(stacked, 0), tf.moments(stacked, 0).variance]);
    });
  });

  it('has as its inner objective the sum of the particles’ losses', () => {
    tf.tidy(() => {
      const learner = made();
      const params = start(learner);
      const { support } = episode();
      const at = learner.adapt(params, support, train).params;
      const own = mapParams(at, (tensor) => tensor);
      const scoped = Object.fromEntries(
        Object.entries(own).map(([name, tensor]) => [name.slice('model/'.length), tensor]),
      );
      const predictions = particles(curve, 3).apply(scoped, support.x, train);
      expectTreesClose(
        learner.innerObjective(params, at, support, train),
        eachParticle(meanSquaredError)(predictions, support.y),
      );
    });
  });

  it('predicts logits whose softmax is the mean of the particles’ probabilities', () => {
    tf.tidy(() => {
      const learner = bayesianMaml({ ...classification, averages: 'probabilities' });
      const params = start(learner);
      const { support, query } = classificationEpisodes({ features: [2], ways: 3 })(
        { tasks: 2, shots: 2, queries: 2 },
        seed(9),
      );
      const adapted = learner.adapt(params, support, train);
      const probabilities = tf.softmax(learner.predict(params, adapted, query.x, train));
      const { mean, variance } = learner.predictive(params, adapted, query.x, train);
      expectTreesClose(probabilities, mean);
      expect(Math.max(...variance.dataSync())).toBeGreaterThan(1e-4);
    });
  });

  it('refuses steps and particles that are no numbers of them', () => {
    expect(() => made({ leaderSteps: -1 })).toThrow(
      'bayesianMaml: leaderSteps must be an integer of at least 0, got -1.',
    );
    expect(() => made({ particles: 0 })).toThrow('particles: count must be an integer of at least 1, got 0.');
  });
});
