import { wasm } from '@innerloop/backend-wasm';
import { compile } from '@innerloop/compile';
import {
  discretize,
  disposeTree,
  initialize,
  meanSquaredError,
  meanSquaredErrorMetric,
  scope,
  searchMlp,
  seed,
  under,
  useBackend,
} from '@innerloop/core';
import type { AnyInnerLearner, AnyLearner, MetaGradient, Model, ParamTree } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { evaluate } from '@innerloop/evaluation';
import { adam, sgd } from '@innerloop/inner';
import { maml, reptile } from '@innerloop/outer';
import { expectTreesClose, learnerLaws, regressionEpisodes } from '@innerloop/testkit';
import { exact, firstOrder, metaStep } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { withTrained } from '../support/trained.js';

beforeAll(() => useBackend(wasm()));

const small = { inputs: 1, units: 4, outputs: 1, operations: ['tanh', 'softplus', 'identity', 'zero'] } as const;
const learnerOf = (model: Model, adapts?: readonly string[]) =>
  maml({ model, rule: sgd(0.1), loss: meanSquaredError, steps: 2, ...(adapts === undefined ? {} : { adapts }) });

learnerLaws('maml that adapts weights and architecture', {
  learner: learnerOf(searchMlp(small)),
  episodes: regressionEpisodes(),
  steps: 2,
  metaGradient: exact(),
});

learnerLaws('maml that adapts the architecture alone, with a temperature that falls', {
  learner: learnerOf(searchMlp({ ...small, temperature: { from: 2, to: 0.5, steps: 3 } }), ['architecture/']),
  episodes: regressionEpisodes(),
  steps: 2,
  metaGradient: exact(),
});

describe('architecture search', () => {
  const episode = () => regressionEpisodes()({ tasks: 3, shots: 4, queries: 5 }, seed(1));
  const gradsOf = (learner: AnyInnerLearner, how: MetaGradient<AnyInnerLearner>, params: ParamTree): ParamTree =>
    how.estimate({ learner, params, episode: episode(), key: seed(2) }).grads;

  it.each([
    ['exact', exact()],
    ['first order', firstOrder()],
  ])('among one operation is maml on that network: equal meta-gradients, %s', async (_, how) => {
    const model = searchMlp({ ...small, operations: ['tanh'] });
    const params = initialize(model.specs, seed(3));
    const { model: plain, params: weights } = await discretize(model, params);
    tf.tidy(() => {
      const whole = gradsOf(learnerOf(model), how, under('model', params));
      const alone = gradsOf(learnerOf(plain), how, under('model', weights));
      expectTreesClose(scope(whole, 'model/weights'), scope(alone, 'model'), { tolerance: 1e-5 });
    });
    disposeTree([params, weights]);
  });

  it('with an architecture that does not adapt, decided one-hot, is maml on the decided network', async () => {
    const model = searchMlp(small);
    const fresh = initialize(model.specs, seed(3));
    const logits = Object.keys(model.choices).map((choice) => [
      `architecture/${choice}`,
      tf.tensor1d([150, -150, -150, -150]),
    ]);
    const params = { ...fresh, ...(Object.fromEntries(logits) as ParamTree) };
    const { model: plain, params: weights } = await discretize(model, params);
    tf.tidy(() => {
      const whole = gradsOf(learnerOf(model, ['weights/']), exact(), under('model', params));
      const alone = gradsOf(learnerOf(plain), exact(), under('model', weights));
      const own = scope(whole, 'model/weights');
      expectTreesClose(
        Object.fromEntries(Object.keys(weights).map((name) => [name, own[name] as tf.Tensor])),
        scope(alone, 'model'),
        { tolerance: 1e-5 },
      );
    });
    disposeTree([fresh, params, weights]);
  });

  it('moves the logits of each task in the inner loop, and the temperature once an outer step', async () => {
    const model = searchMlp({ ...small, temperature: { from: 1, to: 0.25, steps: 2 } });
    const learner = learnerOf(model);
    const step = metaStep({ learner, metaGradient: exact(), optimizer: adam(1e-3) });
    const temperatures: number[] = [];
    const tasks = sinusoids({ shots: 5, queries: 5 });
    await withTrained({ step: compile(step), tasks, seed: 1, iterations: 3, metaBatch: 2 }, (found) => {
      temperatures.push(Number((found['model/temperature'] as tf.Tensor).dataSync()[0]));
      const { support } = episode();
      const adapted = learner.adapt(found, support, { key: seed(1), mode: 'test', order: 'first' });
      const [first, second] = tf.unstack(adapted.params['model/architecture/cell.0-1'] as tf.Tensor);
      expect(Array.from((first as tf.Tensor).dataSync())).not.toEqual(Array.from((second as tf.Tensor).dataSync()));
      return Promise.resolve();
    });
    expect(temperatures[0]).toBeCloseTo(0.25, 5);
  });

  it('takes any meta-gradient: reptile moves the architecture too', () => {
    tf.tidy(() => {
      const learner = learnerOf(searchMlp(small));
      const grads = gradsOf(learner, reptile(), initialize(learner.specs, seed(3)));
      expect(tf.max(tf.abs(grads['model/architecture/cell.0-1'] as tf.Tensor)).dataSync()[0]).toBeGreaterThan(0);
    });
  });

  it('learns sinusoids, keeps most of it when it is decided, and finds that some operation must bend', async () => {
    const operations = ['zero', 'identity', 'tanh'] as const;
    const model = searchMlp({
      ...{ inputs: 1, units: 20, outputs: 1, nodes: 1, cells: 2, operations },
      temperature: { from: 1, to: 0.001, steps: 800 },
    });
    const learner = maml({ model, rule: sgd(0.01), loss: meanSquaredError, adapts: ['weights/'] });
    const tasks = sinusoids({ shots: 10 });
    const step = compile(metaStep({ learner, metaGradient: exact(), optimizer: adam(5e-3) }));
    const mean = async (of: AnyLearner, params: ParamTree): Promise<number> => {
      const given = { learner: of, params, tasks, metric: meanSquaredErrorMetric, seed: 9, episodes: 200, batch: 100 };
      return (await evaluate(given)).rows[0]?.mean as number;
    };
    await withTrained({ step, tasks, seed: 2, iterations: 1000, metaBatch: 10 }, async (params) => {
      const mixed = await mean(learner, params);
      const { model: plain, params: weights, chosen } = await discretize(model, scope(params, 'model'));
      const decided = maml({ model: plain, rule: sgd(0.01), loss: meanSquaredError });
      expect(chosen).toEqual({ 'cell.0-1': 'tanh' });
      expect(mixed).toBeLessThan(1.5); // the zero predictor has 4.25
      expect(await mean(decided, under('model', weights))).toBeLessThan(1.1 * mixed);
      disposeTree(weights);
    });
  }, 60_000);
});
