import {
  batchNorm,
  dense,
  disposeTree,
  initialize,
  leaf,
  mapParams,
  meanSquaredError,
  mlp,
  seed,
  sequential,
  tidy,
  useBackend,
} from '@innerloop/core';
import type { Episode, ParamTree } from '@innerloop/core';
import { expectNoLeaks, expectTreesClose, referenceMetaGradient, regressionEpisodes } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { cavia, maml, miniBatches, reptile } from '../../src/index.js';
import { requiringInnerLoop } from '../../src/gradients/requiring-inner-loop.js';
import { descent, goldenEpisode, point, quadratic } from '../support/quadratic.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const model = mlp({ inputs: 1, hidden: [4], outputs: 1, activation: 'tanh' });
const episode = (): Episode => regressionEpisodes()({ tasks: 3, shots: 6, queries: 4 }, seed(9));

describe('reptile', () => {
  it('gives 3.8 for two steps of the golden quadratic, and half a step leads to 2.81', () => {
    const learner = maml({ model: point, rule: descent(0.1), loss: quadratic, steps: 2 });
    const gradient = (scale: number): number =>
      tf.tidy(() => {
        const params = initialize(learner.specs, seed(0));
        const { grads } = reptile({ scale }).estimate({ learner, params, episode: goldenEpisode(), key: seed(0) });
        return leaf(grads, 'model/theta').dataSync()[0] as number;
      });
    expect(gradient(10)).toBeCloseTo(3.8, 5);
    expect(3 - 0.5 * gradient(1)).toBeCloseTo(2.81, 5);
  });

  it('is the gradient of the support loss for one step of gradient descent', () => {
    const { support } = episode();
    const learner = maml({ model, rule: descent(0.1), loss: meanSquaredError, steps: 1 });
    const joint = maml({ model, rule: descent(0.1), loss: meanSquaredError, steps: 0 });
    const params = tidy(() => initialize(learner.specs, seed(2)));
    tf.tidy(() => {
      const moved = reptile({ scale: 10 }).estimate({
        learner,
        params,
        episode: { support, query: support },
        key: seed(1),
      });
      const pooled = referenceMetaGradient().estimate({
        learner: joint,
        params,
        episode: { support, query: support },
        key: seed(1),
      });
      expectTreesClose(moved.grads, pooled.grads, { tolerance: 1e-4 });
    });
    disposeTree(params);
  });

  it('is the sum of the gradients on the path for several steps', () => {
    const rate = 0.05;
    tf.tidy(() => {
      const { support, query } = episode();
      const learner = maml({ model, rule: descent(rate), loss: meanSquaredError, steps: 3 });
      const joint = maml({ model, rule: descent(rate), loss: meanSquaredError, steps: 0 });
      const one = { support: mapOne(support), query: mapOne(query) };
      let at: ParamTree = initialize(learner.specs, seed(2));
      const moved = reptile({ scale: 1 / rate }).estimate({ learner, params: at, episode: one, key: seed(1) });
      let sum = mapParams(at, (tensor) => tf.zerosLike(tensor));
      for (let step = 0; step < 3; step++) {
        const { grads } = referenceMetaGradient().estimate({
          learner: joint,
          params: at,
          episode: { support: one.support, query: one.support },
          key: seed(1),
        });
        sum = mapParams(sum, (tensor, name) => tf.add(tensor, leaf(grads, name)));
        at = mapParams(at, (tensor, name) => tf.sub(tensor, tf.mul(leaf(grads, name), rate)));
      }
      expectTreesClose(moved.grads, sum, { tolerance: 1e-4 });
    });
  });

  it('leaves what the inner loop does not move where it is', () => {
    tf.tidy(() => {
      const learner = maml({
        model,
        rule: descent(0.1),
        loss: meanSquaredError,
        adapts: ['head/'],
        batches: miniBatches(2),
        steps: 4,
      });
      const params = initialize(learner.specs, seed(2));
      const { grads } = reptile().estimate({ learner, params, episode: episode(), key: seed(1) });
      const size = (name: string): number => tf.sum(tf.abs(leaf(grads, name))).dataSync()[0] as number;
      for (const name of Object.keys(grads)) {
        if (name.startsWith('model/head/')) expect(size(name)).toBeGreaterThan(0);
        else expect(size(name)).toBe(0);
      }
    });
  });

  it('leaks nothing', async () => {
    const learner = maml({ model, rule: descent(0.1), loss: meanSquaredError });
    const data = episode();
    const params = tidy(() => initialize(learner.specs, seed(2)));
    await expectNoLeaks(() => tidy(() => reptile().estimate({ learner, params, episode: data, key: seed(1) })));
    disposeTree([data, params]);
  });

  it('refuses a scale that is none, and at run time a learner without an inner loop', () => {
    expect(() => reptile({ scale: 0 })).toThrow('reptile: scale must be a positive finite number, got 0.');
    const {
      initial: _initial,
      innerObjective: _objective,
      ...outer
    } = maml({ model, rule: descent(0.1), loss: meanSquaredError });
    const anything = requiringInnerLoop(reptile());
    expect(() => anything.estimate({ learner: outer, params: {}, episode: episode(), key: seed(1) })).toThrow(
      "'maml' has no inner loop",
    );
  });

  it('refuses a learner that keeps scales and offsets out of the inner loop by default, where nothing would teach them', () => {
    const normalised = sequential({
      body: dense({ inputs: 1, outputs: 4 }),
      norm: batchNorm({ features: 4, statistics: 'batch' }),
      head: dense({ inputs: 4, outputs: 1 }),
    });
    const estimate = (adaptsNorm: boolean) =>
      tf.tidy(() => {
        const learner = maml({ model: normalised, rule: descent(0.1), loss: meanSquaredError, adaptsNorm });
        const params = initialize(learner.specs, seed(2));
        return reptile()
          .estimate({ learner, params, episode: episode(), key: seed(1) })
          .loss.dataSync();
      });
    expect(() => estimate(false)).toThrow("'maml' does not move model/norm/scale, model/norm/offset");
    expect(() => estimate(false)).toThrow('adaptsNorm: true');
    expect(estimate(true)[0]).toBeGreaterThan(0);
  });

  it('refuses a learner whose inner loop begins where no meta-parameter has a say', () => {
    const learner = cavia({
      model: mlp({ inputs: 1, hidden: [4], outputs: 1, context: { size: 2 } }),
      rule: descent(0.1),
      loss: meanSquaredError,
    });
    tf.tidy(() => {
      const params = initialize(learner.specs, seed(2));
      const estimate = () => reptile().estimate({ learner, params, episode: episode(), key: seed(1) });
      expect(estimate).toThrow("reptile: the inner loop of 'cavia' begins where no meta-parameter has a say");
    });
  });
});

const mapOne = ({ x, y }: Episode['support']): Episode['support'] => ({ x: tf.slice(x, 0, 1), y: tf.slice(y, 0, 1) });
