import {
  accuracy,
  activation,
  batchNorm,
  cosineHead,
  crossEntropy,
  dense,
  initialize,
  leaf,
  pick,
  seed,
  sequential,
  useBackend,
  zeros,
} from '@innerloop/core';
import type { Context, Episode, Model, ParamTree } from '@innerloop/core';
import {
  classificationEpisodes,
  expectTreesClose,
  expectTreesEqual,
  learnerChecks,
  learnerLaws,
  referenceMetaGradient,
  referenceRule,
  register,
  relativeError,
} from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fineTune, maml } from '../../src/index.js';
import { descent } from '../support/quadratic.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const ways = 3;
const classes = 7;
const body = sequential({ layer: dense({ inputs: 2, outputs: 5 }), act: activation('tanh') });
const head = dense({ inputs: 5, outputs: ways });
const zeroHead = dense({ inputs: 5, outputs: ways, initializer: zeros });
const classifier = dense({ inputs: 5, outputs: classes });
const parts = { body, rule: descent(0.3), loss: crossEntropy };
const testing: Context = { key: seed(5), mode: 'test', order: 'first' };
const training: Context = { ...testing, mode: 'train', order: 'exact' };
const episode = (): Episode =>
  classificationEpisodes({ features: [2], ways })({ tasks: 4, shots: 2, queries: 3 }, seed(9));

/** Batches of all classes, as for pre-training. */
const batches = (): Episode =>
  classificationEpisodes({ features: [2], ways: classes })({ tasks: 2, shots: 1, queries: 3 }, seed(9));

learnerLaws('fine-tune with a head anew', {
  learner: fineTune({ ...parts, head, rule: referenceRule(0.3), steps: 2 }),
  episodes: classificationEpisodes({ features: [2], ways }),
  steps: 2,
});

learnerLaws('fine-tune of the head alone, a cosine', {
  learner: fineTune({
    ...parts,
    head: cosineHead({ inputs: 5, outputs: ways, scale: 3 }),
    steps: 2,
    adapts: ['head/'],
  }),
  episodes: classificationEpisodes({ features: [2], ways }),
  steps: 2,
});

/** Laws of adaptation, which pre-training has none of. */
const ofAdaptation = [
  'predicts differently after another support',
  'has a trajectory from where it starts to where it adapts to',
];

register(
  'fine-tune that is pretrained is a learner: it',
  learnerChecks({
    learner: fineTune({ ...parts, head, classifier }),
    episodes: classificationEpisodes({ features: [2], ways: classes }),
    steps: 0,
    firstOrder: 'equals',
  }).filter(({ claim }) => !ofAdaptation.includes(claim)),
);

describe('fineTune', () => {
  it('begins the head anew: another one in every task and for every key, the same for the same', () => {
    const learner = fineTune({ ...parts, head });
    tf.tidy(() => {
      const params = initialize(learner.specs, seed(2));
      const { support } = episode();
      const kernel = (key = seed(5)): tf.Tensor =>
        leaf(learner.initial(params, support, { ...testing, key }).params, 'model/head/kernel');
      const [first, second] = tf.unstack(kernel());
      expect(relativeError(first as tf.Tensor, second as tf.Tensor)).toBeGreaterThan(0.1);
      expect(relativeError(kernel(seed(6)), kernel())).toBeGreaterThan(0.1);
      expectTreesEqual(kernel(), kernel());
      expect(learner.specs['model/head/kernel']?.role).toBe('fixed');
    });
  });

  it('leaves a frozen body as it is, bit for bit, and moves the head', () => {
    const learner = fineTune({ ...parts, head, testSteps: 5, adapts: ['head/'] });
    tf.tidy(() => {
      const adapted = learner.adapt(initialize(learner.specs, seed(2)), episode().support, testing);
      expect(Object.keys(adapted.params).sort()).toEqual(['model/head/bias', 'model/head/kernel']);
    });
  });

  it('predicts by chance without steps from a head of zeros', () => {
    const learner = fineTune({ ...parts, head: zeroHead, steps: 0 });
    tf.tidy(() => {
      const params = initialize(learner.specs, seed(2));
      const { support, query } = episode();
      const logits = learner.predict(params, learner.adapt(params, support, testing), query.x, testing);
      expectTreesEqual(logits, tf.zerosLike(logits));
      expectTreesClose(accuracy.measure(logits, query.y), tf.fill([4], 1 / ways), { tolerance: 1e-6 });
    });
  });

  it('takes the steps of maml at test where all adapts and the head begins where that of maml does', () => {
    const ours = fineTune({ ...parts, head: zeroHead });
    const other = maml({ model: sequential({ body, head: zeroHead }), rule: parts.rule, loss: parts.loss });
    tf.tidy(() => {
      const params = initialize(other.specs, seed(2));
      const { support } = episode();
      const paths = [ours, other].map((of) => of.trajectory(params, support, [0, 1, 4], testing));
      paths[0]?.forEach(({ params: at }, k) => expectTreesClose(at, paths[1]?.[k]?.params ?? {}, { tolerance: 1e-6 }));
    });
  });

  it('moves the head alone as maml that adapts the head does', () => {
    const ours = fineTune({ ...parts, head: zeroHead, adapts: ['head/'] });
    const other = maml({ ...parts, model: sequential({ body, head: zeroHead }), adapts: ['head/'] });
    tf.tidy(() => {
      const params = initialize(other.specs, seed(2));
      const { support, query } = episode();
      const [left, right] = [ours, other].map((of) =>
        of.predict(params, of.adapt(params, support, testing), query.x, testing),
      );
      expectTreesClose(left as tf.Tensor, right as tf.Tensor, { tolerance: 1e-5 });
    });
  });

  it('is pretrained by the loss of its classifier on batches of all classes, and by nothing else', () => {
    const learner = fineTune({ ...parts, head, classifier, testSteps: 3 });
    const plain: Model = sequential({ body, classifier });
    tf.tidy(() => {
      const params = initialize(learner.specs, seed(2));
      const { support, query } = batches();
      const found = referenceMetaGradient().estimate({ learner, params, episode: { support, query }, key: seed(1) });
      const other = maml({ ...parts, model: plain, steps: 0 });
      const same = pick(params, (name) => name in other.specs);
      const expected = referenceMetaGradient().estimate({
        learner: other,
        params: same,
        episode: { support, query },
        key: seed(1),
      });
      expectTreesClose(found.loss, expected.loss, { tolerance: 1e-6 });
      expectTreesClose(found.grads, expected.grads, { tolerance: 1e-6 });
    });
  });

  it('keeps running statistics of what it is pretrained on, and normalises a task by them', () => {
    const normal = sequential({
      layer: dense({ inputs: 2, outputs: 5 }),
      norm: batchNorm({ features: 5, statistics: 'running' }),
    });
    const learner = fineTune({ ...parts, body: normal, head, classifier, testSteps: 2 });
    tf.tidy(() => {
      const params = initialize(learner.specs, seed(2));
      const { support, query } = batches();
      const { reported } = referenceMetaGradient().estimate({
        learner,
        params,
        episode: { support, query },
        key: seed(1),
      });
      expect(Object.keys(reported).sort()).toEqual(['model/body/norm/mean', 'model/body/norm/variance']);
      const stored: ParamTree = { ...params, 'model/body/norm/mean': tf.fill([5], 0.5) };
      const few = episode();
      const adapted = learner.adapt(stored, few.support, testing);
      const predict = (of: ParamTree, x: tf.Tensor): tf.Tensor => learner.predict(of, adapted, x, testing);
      const all = predict(stored, few.query.x);
      expectTreesClose(
        predict(stored, tf.slice(few.query.x, [0, 0, 0], [4, 1, 2])),
        tf.slice(all, [0, 0, 0], [4, 1, 3]),
        {
          tolerance: 1e-5,
        },
      );
      expect(relativeError(predict(params, few.query.x), all)).toBeGreaterThan(1e-3);
    });
  });

  it('predicts classes of pre-training in training, and of the task at test', () => {
    const learner = fineTune({ ...parts, head, classifier, testSteps: 1 });
    tf.tidy(() => {
      const params = initialize(learner.specs, seed(2));
      const { support, query } = episode();
      const width = (context: Context): number | undefined =>
        learner.predict(params, learner.adapt(params, support, context), query.x, context).shape.at(-1);
      expect([width(training), width(testing)]).toEqual([classes, ways]);
    });
  });

  it('refuses training steps beside a classifier, and leaves that are not there', () => {
    expect(() => fineTune({ ...parts, head, classifier, steps: 2 })).toThrow(
      'fineTune: a classifier is trained without inner steps, but steps is 2.',
    );
    expect(() => fineTune({ ...parts, head, adapts: ['tail/'] })).toThrow("fineTune: adapts names 'tail/'");
  });
});
