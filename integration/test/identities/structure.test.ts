import '@tensorflow/tfjs-backend-cpu';
import {
  dense,
  differentiate,
  film,
  activation,
  initialize,
  leaf,
  mapParams,
  meanSquaredError,
  mlp,
  pick,
  scope,
  seed,
  sequential,
  under,
  useBackend,
  within,
} from '@innerloop/core';
import type { AnyLearner, Context, Episode, MetaGradient, Model, ParamTree } from '@innerloop/core';
import { sgd } from '@innerloop/inner';
import { anil, boil, cavia, maml } from '@innerloop/outer';
import { expectTreesClose, expectTreesEqual, regressionEpisodes } from '@innerloop/testkit';
import { exact, firstOrder } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { context, objectiveOf, plus } from '../support/objectives.js';

beforeAll(() => useBackend('cpu'));

const body = sequential({ layer: dense({ inputs: 2, outputs: 4 }), activation: activation('tanh') });
const head = dense({ inputs: 4, outputs: 1 });
const whole = sequential({ body, head });
const loss = meanSquaredError;
const rates = fc.double({ min: 1e-3, max: 0.2, noNaN: true });

const oneTask = (): Episode => regressionEpisodes({ inputs: 2 })({ tasks: 1, shots: 5, queries: 6 }, seed(10));
const tasks = (): Episode => regressionEpisodes({ inputs: 2 })({ tasks: 3, shots: 5, queries: 6 }, seed(11));

/** First values with noise on the learned leaves: biases are not zero; contexts are. */
const start = (learner: AnyLearner): ParamTree =>
  mapParams(initialize(learner.specs, seed(2)), (tensor, name) =>
    learner.specs[name]?.role === undefined
      ? tf.add(tensor, tf.mul(seed(3).fold(name).draw('normal', tensor.shape), 0.2))
      : tensor,
  );

const gradientOf = (learner: AnyLearner, params: ParamTree, episode: Episode, how: MetaGradient = exact()): ParamTree =>
  how.estimate({ learner, params, episode, key: seed(1) }).grads;

/** Other memory: what writes into a tensor would be seen. */
const copied = (tensor: tf.Tensor): tf.Tensor => tf.tensor(tensor.dataSync().slice(), tensor.shape);

const masked = (tree: ParamTree, part: 'body' | 'head'): ParamTree =>
  mapParams(tree, (tensor, name) => (name.startsWith(`model/${part}/`) ? tensor : tf.zerosLike(tensor)));

describe.each(['body', 'head'] as const)('an inner loop that moves the %s', (part) => {
  const learner = (rate: number, steps: number): AnyLearner =>
    (part === 'head' ? anil : boil)({ body, head, rule: sgd(rate), loss, steps });

  it('has the meta-gradient (I − αH diag m) ∇L_Q(φ) after one step [row 14]', () => {
    fc.assert(
      fc.property(rates, (rate) =>
        tf.tidy(() => {
          const { support, query } = oneTask();
          const [inner, outer] = [objectiveOf(whole, loss, support), objectiveOf(whole, loss, query)];
          const params = start(learner(rate, 1));
          const ahead = outer.gradient(plus(params, -rate, masked(inner.gradient(params), part)));
          const closed = plus(ahead, -rate, inner.curvature(params, masked(ahead, part)));
          expectTreesClose(gradientOf(learner(rate, 1), params, oneTask()), closed, { tolerance: 1e-5 });
        }),
      ),
      { numRuns: 6 },
    );
  });

  it(`leaves the ${part === 'head' ? 'body' : 'head'} where it is, bit for bit [rows 14, 15]`, () => {
    tf.tidy(() => {
      const params = start(learner(0.1, 4));
      const of = (part === 'head' ? anil : boil)({ body, head, rule: sgd(0.1), loss, steps: 4 });
      const still = (name: string): boolean => !name.startsWith(`model/${part}/`);
      const before = mapParams(pick(params, still), copied);
      const adapted = of.adapt(params, tasks().support, context);
      expectTreesEqual(pick({ ...params, ...adapted.params }, still), before);
      expect(Object.keys(pick(adapted.params, still))).toEqual([]);
    });
  });

  it('is maml with a mask, in either order', () => {
    tf.tidy(() => {
      const theirs = maml({ model: whole, rule: sgd(0.1), loss, steps: 3, adapts: [`${part}/`] });
      const params = start(theirs);
      for (const how of [exact(), firstOrder()]) {
        expectTreesClose(gradientOf(learner(0.1, 3), params, tasks(), how), gradientOf(theirs, params, tasks(), how));
      }
    });
  });
});

describe('a mask of ones', () => {
  it('is maml: a loop that may move body and head moves what maml moves [§7]', () => {
    tf.tidy(() => {
      const options = { model: whole, rule: sgd(0.1), loss, steps: 3 };
      const [all, plain] = [maml({ ...options, adapts: ['body/', 'head/'] }), maml(options)];
      const params = start(plain);
      expectTreesEqual(all.adapt(params, tasks().support, context), plain.adapt(params, tasks().support, context));
      for (const how of [exact(), firstOrder()]) {
        expectTreesEqual(gradientOf(all, params, tasks(), how), gradientOf(plain, params, tasks(), how));
      }
    });
  });
});

const size = 3;
const units = 4;
const contextual: Model = mlp({ inputs: 2, hidden: [units], outputs: 1, activation: 'tanh', context: { size } });
const kernel = 'model/layer0/kernel';
const told = 'model/task/context';

/** The rows of the first kernel that weigh the context. */
const contextWeights = (params: ParamTree): tf.Tensor2D =>
  tf.slice(leaf(params, kernel) as tf.Tensor2D, [2, 0], [size, -1]);

/** The same parameters with other weights of the context. */
const withWeights = (params: ParamTree, weights: tf.Tensor): ParamTree => ({
  ...params,
  [kernel]: tf.concat([tf.slice(leaf(params, kernel), [0, 0], [2, -1]), weights], 0),
});

const told0 = (rate: number, steps = 1, model = contextual): ReturnType<typeof cavia> =>
  cavia({ model, rule: sgd(rate), loss, steps });

const predictions = (learner: AnyLearner, params: ParamTree, { support, query }: Episode): tf.Tensor =>
  learner.predict(params, learner.adapt(params, support, context), query.x, context);

describe('cavia', () => {
  it('leaves the network where it is, bit for bit [row 21]', () => {
    tf.tidy(() => {
      const learner = told0(0.3, 4);
      const params = start(learner);
      const network = (name: string): boolean => name !== told;
      const before = mapParams(pick(params, network), copied);
      const adapted = learner.adapt(params, tasks().support, context);
      expect(Object.keys(adapted.params)).toEqual([told]);
      expectTreesEqual(pick({ ...params, ...adapted.params }, network), before);
    });
  });

  it('steps as the bias of the first layer would, preconditioned by the weights of the context: Δb = −α W ᵀW ∂L/∂b [row 21]', () => {
    fc.assert(
      fc.property(rates, (rate) =>
        tf.tidy(() => {
          const learner = told0(rate);
          const params = start(learner);
          const { support } = oneTask();
          const slope = leaf(objectiveOf(contextual, loss, support).gradient(params), 'model/layer0/bias');
          const moved = leaf(learner.adapt(params, support, context).params, told);
          const weights = contextWeights(params);
          const shift = tf.matMul(tf.reshape(moved, [1, size]), weights);
          const metric = tf.matMul(weights, weights, true, false);
          const closed = tf.mul(tf.matMul(tf.reshape(slope, [1, units]), metric), -rate);
          expectTreesClose(shift, closed, { tolerance: 1e-5, absolute: 1e-8 });
        }),
      ),
      { numRuns: 6 },
    );
  });

  it('predicts the same when the context is measured in another unit and the rate in its square [§11]', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.3, max: 3, noNaN: true }), (unit) =>
        tf.tidy(() => {
          const params = start(told0(0.1, 3));
          const other = withWeights(params, tf.div(contextWeights(params), unit));
          expectTreesClose(
            predictions(told0(0.1 * unit * unit, 3), other, tasks()),
            predictions(told0(0.1, 3), params, tasks()),
            { tolerance: 1e-4 },
          );
        }),
      ),
      { numRuns: 6 },
    );
  });

  it('never moves a context of weight zero, nor learns to weigh it: a stationary point [§11]', () => {
    tf.tidy(() => {
      const learner = told0(0.5, 3);
      const params = withWeights(start(learner), tf.zeros([size, units]));
      expectTreesEqual(leaf(learner.adapt(params, tasks().support, context).params, told), tf.zeros([3, size]));
      const grads = gradientOf(learner, params, tasks());
      expectTreesEqual(contextWeights(grads), tf.zeros([size, units]));
      expect(tf.norm(leaf(grads, kernel)).dataSync()[0]).toBeGreaterThan(1e-3);
    });
  });

  it('is maml on a bias where the context is added to the first layer as it is, W = I [§11]', () => {
    tf.tidy(() => {
      const square = mlp({ inputs: 2, hidden: [units], outputs: 1, activation: 'tanh', context: { size: units } });
      const plain = mlp({ inputs: 2, hidden: [units], outputs: 1, activation: 'tanh' });
      const learner = told0(0.3, 3, square);
      const biased = maml({ model: plain, rule: sgd(0.3), loss, steps: 3, adapts: ['layer0/bias'] });
      const params = start(biased);
      const same = {
        ...params,
        [told]: tf.zeros([units]),
        [kernel]: tf.concat([leaf(params, kernel), tf.eye(units)], 0),
      };
      expectTreesClose(predictions(learner, same, tasks()), predictions(biased, params, tasks()));
      for (const how of [exact(), firstOrder()]) {
        const ours = gradientOf(learner, same, tasks(), how);
        const weights = tf.slice(leaf(ours, kernel), [0, 0], [2, -1]);
        expectTreesClose({ ...ours, [kernel]: weights }, gradientOf(biased, params, tasks(), how));
      }
    });
  });

  it('with modulated features is, at the start, the network whose channels have the scale and offset of the biases [§11]', () => {
    tf.tidy(() => {
      const layers = { layer: dense({ inputs: 2, outputs: units }) };
      const end = { activation: activation('tanh'), head: dense({ inputs: units, outputs: 1 }) };
      const modulated = sequential({ ...layers, film: film({ size, channels: units }), ...end });
      const learner = told0(0.1, 2, modulated);
      const params = start(learner);
      const { support, query } = tasks();
      const [scale, offset] = ['scale', 'offset'].map((part) => leaf(params, `model/film/${part}/bias`)) as [
        tf.Tensor,
        tf.Tensor,
      ];
      const layer = 'model/layer';
      const folded: ParamTree = {
        [`${layer}/kernel`]: tf.mul(leaf(params, `${layer}/kernel`), scale),
        [`${layer}/bias`]: tf.add(tf.mul(leaf(params, `${layer}/bias`), scale), offset),
        ...under('model/head', { kernel: leaf(params, 'model/head/kernel'), bias: leaf(params, 'model/head/bias') }),
      };
      const plain = maml({ model: sequential({ ...layers, ...end }), rule: sgd(0.1), loss, steps: 0 });
      expectTreesClose(
        learner.predict(params, learner.initial(params, support, context), query.x, context),
        predictions(plain, folded, { support, query }),
      );
    });
  });

  it('has the meta-gradient of its one step, ∂c/∂θ = −α ∂²L_S/∂c∂θ, written out [§11]', () => {
    tf.tidy(() => {
      const rate = 0.3;
      const learner = told0(rate);
      const params = start(learner);
      const { support, query } = oneTask();
      const network = pick(params, (name) => name !== told);
      const at = (theta: ParamTree, c: tf.Tensor, batch: Episode['support'], inner: Context): tf.Tensor =>
        loss(contextual.apply(scope({ ...theta, [told]: c }, 'model'), batch.x, within(inner, 'model')), batch.y);
      const byContext = (theta: ParamTree, c: tf.Tensor, batch: Episode['support']): tf.Tensor =>
        leaf(
          differentiate(({ c: moved }, inner) => at(theta, moved as tf.Tensor, batch, inner), { c }, context).grads,
          'c',
        );
      const zero = tf.zeros([size]);
      const moved = tf.mul(byContext(network, zero, support), -rate);
      const direct = differentiate((theta, inner) => at(theta, moved, query, inner), network, context).grads;
      const ahead = byContext(network, moved, query);
      const through = differentiate(
        (theta) => tf.sum(tf.mul(byContext(theta, zero, support), ahead)),
        network,
        context,
      ).grads;
      expectTreesClose(gradientOf(learner, params, oneTask()), plus(direct, -rate, through), { tolerance: 1e-5 });
      expectTreesClose(gradientOf(learner, params, oneTask(), firstOrder()), direct, { tolerance: 1e-5 });
    });
  });
});
