import {
  adaptTask,
  batchNorm,
  crossEntropy,
  dense,
  differentiate,
  disposeTree,
  dropout,
  initialize,
  leavesOf,
  seed,
  sequential,
  tidy,
  useBackend,
} from '@innerloop/core';
import type { AnyLearner, Context, InnerLearner, Model, ParamTree, Tensor, Tree } from '@innerloop/core';
import { sgd } from '@innerloop/inner';
import { prototypical } from '@innerloop/metric';
import { maml } from '@innerloop/outer';
import { classificationEpisodes, expectTreesClose } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileLearner } from '@innerloop/compile';

beforeAll(() => useBackend('cpu'));

const net = (outputs: number): Model =>
  sequential({
    hidden: dense({ inputs: 2, outputs: 4 }),
    norm: batchNorm({ features: 4, statistics: 'support' }),
    running: batchNorm({ features: 4, statistics: 'running' }),
    noise: dropout({ rate: 0.3 }),
    head: dense({ inputs: 4, outputs }),
  });

const learners = {
  maml: maml({ model: net(3), rule: sgd(0.1), loss: crossEntropy, steps: 1, testSteps: 2 }),
  prototypical: prototypical({ model: net(4) }),
};
const episode = tidy(() =>
  classificationEpisodes({ features: [2], ways: 3 })({ tasks: 2, shots: 2, queries: 1 }, seed(6)),
);

/** What is reported meanwhile, beside the value. */
function told<T extends Tree>(
  f: (context: Context) => T,
  context: Omit<Context, 'report'>,
): { value: T; reported: Tree } {
  const reported: Record<string, Tensor> = {};
  const value = f({ ...context, report: (name, tensor) => void (reported[name] = tensor) });
  return { value, reported };
}

const contexts: readonly Context[] = [
  { key: seed(1), mode: 'train', order: 'exact' },
  { key: seed(2), mode: 'train', order: 'first' },
  { key: seed(3), mode: 'test', order: 'first' },
];

describe.each(Object.entries<AnyLearner>(learners))('compileLearner of %s', (_name, learner) => {
  it.each(contexts)('adapts, predicts, judges and reports as it does: mode $mode, order $order', (context) => {
    const fast = compileLearner(learner);
    tf.tidy(() => {
      const params = initialize(learner.specs, seed(7));
      const [adapted, expected] = [fast, learner].map((one) =>
        told((at) => one.adapt(params, episode.support, at), context),
      ) as [{ value: Tree; reported: Tree }, { value: Tree; reported: Tree }];
      expect(leavesOf(expected.reported).length).toBeGreaterThan(0);
      expectTreesClose(adapted.reported, expected.reported, { tolerance: 1e-5 });
      expectTreesClose(adapted.value, expected.value, { tolerance: 1e-4 });
      const judged = [fast, learner].map((one) => [
        one.predict(params, adapted.value, episode.query.x, context),
        one.objective(params, adapted.value, episode.query, context),
      ]) as [Tensor[], Tensor[]];
      expectTreesClose(judged[0], judged[1], { tolerance: 1e-5 });
    });
  });

  it('keeps the rest of what it is, and leaves no tensor behind', () => {
    const fast = compileLearner(learner);
    expect({ ...fast, adapt: 0, predict: 0, objective: 0, initial: 0, innerObjective: 0, trajectory: 0 }).toEqual({
      ...learner,
      adapt: 0,
      predict: 0,
      objective: 0,
      initial: 0,
      innerObjective: 0,
      trajectory: 0,
    });
    const before = tf.memory().numTensors;
    const params = tidy(() => initialize(learner.specs, seed(7)));
    disposeTree([tidy(() => fast.adapt(params, episode.support, contexts[0] as Context)), params]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('serves adaptTask', () => {
    const params = tidy(() => initialize(learner.specs, seed(7)));
    const examples = {
      x: [
        [1, 2],
        [0, 1],
        [-1, 3],
        [2, 2],
      ],
      labels: ['a', 'b', 'c', 'a'],
    };
    const [found, expected] = [compileLearner(learner), learner].map((one) => {
      const task = adaptTask({ learner: one, params }, examples);
      const predicted = task.predict([[0.5, 1.5]]);
      task.dispose();
      return predicted[0];
    });
    expect(found?.label).toBe(expected?.label);
    expect(found?.probability).toBeCloseTo(expected?.probability ?? NaN, 5);
    disposeTree(params);
  });

  it('is differentiated as it would be', () => {
    const context = contexts[0] as Context;
    const gradient = (one: AnyLearner, params: ParamTree): ParamTree =>
      differentiate(
        (free, at) => one.objective(free, one.adapt(free, episode.support, at), episode.query, context),
        params,
        context,
      ).grads;
    tf.tidy(() => {
      const params = initialize(learner.specs, seed(7));
      expectTreesClose(gradient(compileLearner(learner), params), gradient(learner, params), { tolerance: 1e-7 });
    });
  });
});

describe('compileLearner of an inner learner', () => {
  const { maml: learner } = learners;

  it('has its point before any step, its inner objective and its trajectory', () => {
    const fast: InnerLearner<{ readonly params: ParamTree }> = compileLearner(learner);
    const context = contexts[2] as Context;
    tf.tidy(() => {
      const params = initialize(learner.specs, seed(7));
      const { support } = episode;
      const parts = (one: typeof fast): Tree => [
        one.initial(params, support, context),
        one.innerObjective(params, one.initial(params, support, context).params, support, context),
        ...one.trajectory(params, support, [0, 1, 3], context),
        ...one.trajectory(params, support, [2], context),
      ];
      const [found, expected] = [parts(fast), parts(learner)];
      expectTreesClose(found, expected, { tolerance: 1e-4 });
      expect(leavesOf(found).length).toBe(leavesOf(expected).length);
    });
  });
});
