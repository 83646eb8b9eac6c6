import { wasm } from '@innerloop/backend-wasm';
import { initialize, leaf, meanSquaredError, mlp, pick, seed, useBackend } from '@innerloop/core';
import type { AnyLearner, Context, ParamTree, UpdateRule } from '@innerloop/core';
import { adam, groups, lslr, metaCurvature, metaSgd, sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { expectTreesClose, expectTreesEqual, learnerLaws, regressionEpisodes } from '@innerloop/testkit';
import { exact, firstOrder, metaStep } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(() => useBackend(wasm()));

const [steps, rate] = [2, 0.1];
const model = mlp({ inputs: 2, hidden: [4], outputs: 1, activation: 'tanh' });
const learnerOf = (rule: UpdateRule, adapts?: readonly string[]): AnyLearner =>
  maml({ model, rule, loss: meanSquaredError, steps, ...(adapts === undefined ? {} : { adapts }) });
const episode = (tasks: number) => regressionEpisodes({ inputs: 2 })({ tasks, shots: 5, queries: 4 }, seed(9));
const paramsOf = (learner: AnyLearner): ParamTree => initialize(learner.specs, seed(2));
const context: Context = { key: seed(1), mode: 'train', order: 'exact' };
const ofModel = (tree: ParamTree): ParamTree => pick(tree, (name) => name.startsWith('model/'));

describe('rules that equal sgd at their first values, in maml', () => {
  it.each([
    ['metaSgd', metaSgd({ rate })],
    ['lslr [row 11]', lslr({ steps, rate })],
    ['metaCurvature', metaCurvature(rate)],
    ['groups of factor 1', groups({ 'model/': 1 }, { learned: true })(sgd(rate))],
  ] as const)('%s: have the exact and the first-order meta-gradient of MAML', (_, rule: UpdateRule) => {
    tf.tidy(() => {
      const [learned, plain] = [learnerOf(rule), learnerOf(sgd(rate))];
      for (const how of [exact(), firstOrder()]) {
        const [found, expected] = [learned, plain].map((learner) =>
          how.estimate({ learner, params: paramsOf(learner), episode: episode(3), key: seed(1) }),
        );
        expectTreesClose(ofModel(found?.grads ?? {}), expected?.grads ?? {});
      }
    });
  });
});

describe('groups in maml', () => {
  const moving = groups({ 'model/layer0/': 0 })(sgd(rate));

  it('that freeze the body have the adapted head and the meta-gradient of adapting the head alone', () => {
    tf.tidy(() => {
      const [masked, narrow] = [learnerOf(moving), learnerOf(sgd(rate), ['head/'])];
      const [found, expected] = [masked, narrow].map((learner) => {
        const params = paramsOf(learner);
        const task = episode(3);
        const adapted = learner.adapt(params, task.support, context) as { readonly params: ParamTree };
        const { grads } = exact().estimate({ learner, params, episode: task, key: seed(1) });
        return { head: pick(adapted.params, (name) => name.startsWith('model/head/')), grads };
      });
      expectTreesClose(found ?? {}, expected ?? {});
    });
  });

  it('leave the body at its meta-parameters, bit for bit', () => {
    tf.tidy(() => {
      const learner = learnerOf(moving);
      const params = paramsOf(learner);
      const { params: adapted } = learner.adapt(params, episode(3).support, context) as { readonly params: ParamTree };
      const kernel = leaf(params, 'model/layer0/kernel');
      for (const own of tf.unstack(leaf(adapted, 'model/layer0/kernel'))) expectTreesEqual(own, kernel);
    });
  });

  it('as outer rule keep meta-parameters that they freeze, in a state that can be disposed of', () => {
    const learner = learnerOf(metaSgd({ rate }));
    const step = metaStep({ learner, metaGradient: exact(), optimizer: groups({ 'rule/': 0 })(adam(0.1)) });
    const before = step.init(seed(3));
    const after = step.run(before, episode(2), seed(4)).state;
    const [rates, kernel] = ['rule/model/head/kernel', 'model/head/kernel'].map((name) =>
      leaf(before.params, name).dataSync(),
    );
    Object.values(before.params).forEach((tensor) => tensor.dispose());
    expect(leaf(after.params, 'rule/model/head/kernel').dataSync()).toEqual(rates);
    expect(leaf(after.params, 'model/head/kernel').dataSync()).not.toEqual(kernel);
  });
});

learnerLaws('maml with rates per layer and step', {
  learner: learnerOf(lslr({ steps, rate })),
  episodes: regressionEpisodes({ inputs: 2 }),
  steps,
  metaGradient: exact(),
});

learnerLaws('maml with a learned curvature', {
  learner: learnerOf(metaCurvature(rate)),
  episodes: regressionEpisodes({ inputs: 2 }),
  steps,
  metaGradient: exact(),
});
