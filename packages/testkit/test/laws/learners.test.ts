import '@tensorflow/tfjs-backend-cpu';
import { concatRows, mapParams, seed, useBackend } from '@innerloop/core';
import type { Batch, Context, InnerAdapted, InnerLearner, SequenceLearner } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  classificationEpisodes,
  learnerChecks,
  referenceLearner,
  referenceModel,
  referenceRule,
  regressionEpisodes,
} from '../../src/index.js';
import type { LearnerLawsOptions } from '../../src/index.js';
import { brokenClaims, expectBroken } from '../support/broken.js';
import { recent } from '../support/recent.js';

beforeAll(() => useBackend('cpu'));

const model = referenceModel({ inputs: 1, hidden: 3, outputs: 1 });
const whole = referenceLearner({ model, rule: referenceRule(0.1) });
const at: Context = { key: seed(1), mode: 'test', order: 'first' };
const checks = (
  changes: Partial<InnerLearner>,
  options: Partial<LearnerLawsOptions> = {},
): ReturnType<typeof learnerChecks> =>
  learnerChecks({
    learner: { ...whole, ...changes },
    episodes: regressionEpisodes(),
    steps: 2,
    ...options,
  });
const expects = (changes: Partial<InnerLearner>, words: string): Promise<void> => expectBroken(checks(changes), words);

describe('learnerChecks', () => {
  it('finds nothing wrong with a learner that is right', async () => {
    expect(await brokenClaims(checks({}))).toEqual([]);
  });

  it('finds the second-order path cut', () => {
    const adapt: typeof whole.adapt = (params, support, context) =>
      whole.adapt(params, support, { ...context, order: 'first' });
    return expects({ adapt }, 'equals finite differences of the whole objective');
  });

  it('finds an adaptation that ignores the support', () =>
    expects(
      { adapt: (params, support, context) => whole.initial(params, support, context) },
      'predicts differently after another support',
    ));

  it('finds meta-parameters that are disposed of', () =>
    expects(
      {
        adapt: (params, support, context) => {
          const adapted = whole.adapt(params, support, context);
          Object.values(params).forEach((tensor) => tensor.dispose());
          return adapted;
        },
      },
      'leaves meta-parameters and examples as they are',
    ));

  it('finds an adapted leaf that is written back to the meta-parameters', () =>
    expects(
      {
        adapt: (params, support, context) => {
          const adapted = whole.adapt(params, support, context);
          const values = params['model/head/bias']?.dataSync();
          values?.set(adapted.params['model/head/bias']?.dataSync().subarray(0, values.length) ?? []);
          return adapted;
        },
      },
      'leaves meta-parameters and examples as they are',
    ));

  it('finds adapted leaves that replace the meta-parameters in their tree', () =>
    expects(
      {
        adapt: (params, support, context) => {
          const adapted = whole.adapt(params, support, context);
          Object.assign(
            params,
            mapParams(adapted.params, (tensor) => tf.keep(tf.clone(tf.mean(tensor, 0)))),
          );
          return adapted;
        },
      },
      'leaves meta-parameters and examples as they are',
    ));

  it('finds a learner that remembers the last query', () => {
    let remembered: Batch | undefined;
    return expects(
      {
        adapt: (params, support, context) => {
          const known = remembered?.x.shape[0] === support.x.shape[0] ? concatRows(support, remembered) : support;
          return whole.adapt(params, known, context);
        },
        objective: (params, adapted, query, context) => {
          remembered = { x: tf.keep(tf.clone(query.x)), y: tf.keep(tf.clone(query.y)) };
          return whole.objective(params, adapted, query, context);
        },
      },
      'twice to the same bits',
    );
  });

  it('finds a query that is learned from', () =>
    expects(
      {
        objective: (params, _adapted: InnerAdapted, query, context) =>
          whole.objective(params, whole.adapt(params, query, context), query, context),
      },
      'judges the query as the mean of its examples',
    ));

  it('finds a normalisation over the query that is not declared', () => {
    const predict: typeof whole.predict = (params, adapted, x, context) =>
      whole.predict(params, adapted, tf.sub(x, tf.mean(x, 1, true)), context);
    return expects({ predict }, 'alone as among others');
  });

  it('finds a declared transduction that goes on where the context is inductive, and finds nothing where it stops', async () => {
    const centred =
      (obeys: boolean): typeof whole.predict =>
      (params, adapted, x, context) =>
        whole.predict(
          params,
          adapted,
          obeys && context.inductive === true ? x : tf.sub(x, tf.mean(x, 1, true)),
          context,
        );
    const claim = 'where the context is inductive';
    await expectBroken(checks({ predict: centred(false) }, { transductive: true }), claim);
    const broken = await brokenClaims(checks({ predict: centred(true) }, { transductive: true }));
    expect(broken.filter((one) => one.includes(claim))).toEqual([]);
  });

  it('finds a declared transduction that is none', () =>
    expectBroken(checks({}, { transductive: true }), 'by the others too, as declared'));

  it('finds tasks that are mixed', () =>
    expects(
      {
        adapt: (params, support, context) => {
          const adapted = whole.adapt(params, support, context);
          return {
            params: mapParams(adapted.params, (tensor) =>
              tf.add(tf.mul(tensor, 0.9), tf.mul(tf.mean(tensor, 0, true), 0.1)),
            ),
          };
        },
      },
      'a batch of tasks as it adapts to each',
    ));

  it('finds an objective that is summed over tasks', () =>
    expects(
      {
        objective: (params, adapted, query, context) =>
          tf.mean(whole.objective(params, adapted, query, context), 0, true),
      },
      'one objective a task',
    ));

  it('finds an order of the support that matters', () =>
    expects(
      {
        adapt: (params, support, context) => {
          const weights = tf.reshape(tf.range(1, (support.x.shape[1] ?? 0) + 1), [1, -1, 1]);
          return whole.adapt(params, { x: support.x, y: tf.mul(support.y, weights) }, context);
        },
      },
      'does not mind the order of the support',
    ));

  it('finds predictions that do not follow the names of the classes, where that is declared', () => {
    const classes = referenceModel({ inputs: 2, hidden: 3, outputs: 3 });
    const learner = referenceLearner({ model: classes, rule: referenceRule(0.1) });
    const episodes = classificationEpisodes({ features: [2], ways: 3 });
    return expectBroken(learnerChecks({ learner, episodes, relabels: true }), 'when the classes are permuted');
  });

  it('finds a trajectory that ends elsewhere', () =>
    expects(
      { trajectory: (params, support, steps, context) => steps.map(() => whole.initial(params, support, context)) },
      'a trajectory from where it starts to where it adapts to',
    ));

  it('finds a learner that cannot predict before it adapts', () =>
    expects({ initial: (params) => ({ params }) }, 'a trajectory from where it starts'));

  it('finds a report of what is learned', () =>
    expects(
      {
        adapt: (params, support, context) => {
          context.report?.('model/head/bias', tf.zeros([1]));
          return whole.adapt(params, support, context);
        },
      },
      'reports only buffers',
    ));

  it('finds a tensor that is kept', () =>
    expects(
      {
        adapt: (params, support, context) => {
          tf.keep(tf.scalar(0));
          return whole.adapt(params, support, context);
        },
      },
      'leaves no tensor behind',
    ));

  it('finds a first order that is declared equal', () =>
    expectBroken(checks({}, { firstOrder: 'equals' }), 'equals the first-order one'));

  it('finds a meta-gradient that weighs tasks by their place', () =>
    expects(
      {
        objective: (params, adapted, query, context) => {
          const objective = whole.objective(params, adapted, query, context);
          return tf.mul(objective, tf.range(1, objective.shape[0] + 1));
        },
      },
      'does not mind the order of the tasks',
    ));
});

describe('learnerChecks of a learner that reads its support in order', () => {
  const of = (changes: Partial<SequenceLearner<Batch>>): ReturnType<typeof learnerChecks> =>
    learnerChecks({ learner: { ...recent, ...changes }, episodes: regressionEpisodes() });

  it('finds nothing wrong with one that is right', async () => {
    expect(await brokenClaims(of({}))).toEqual([]);
  });

  it('finds answers that know the target which they are asked for', () =>
    expectBroken(
      of({ presentations: (params, support) => tf.add(recent.presentations(params, support, at), support.y) }),
      'looks at no target of an example',
    ));

  it('finds answers that look at later examples', () =>
    expectBroken(
      of({
        presentations: (params, support) =>
          tf.add(recent.presentations(params, support, at), tf.mul(tf.mean(support.x, 1, true), 1e-3)),
      }),
      'looks at no target of an example',
    ));

  it('finds answers that lag an example behind', () =>
    expectBroken(
      of({
        presentations: (params, support) => {
          const all = recent.presentations(params, support, at);
          const [tasks, rows, outputs] = all.shape as [number, number, number];
          return tf.concat([tf.zeros([tasks, 1, outputs]), tf.slice(all, [0, 0, 0], [tasks, rows - 1, outputs])], 1);
        },
      }),
      'answers each example of the support as after the examples before it',
    ));

  it('finds an order that is declared and does not count', () =>
    expectBroken(
      of({
        adapt: (_params, { x, y }) => ({ x, y: tf.broadcastTo(tf.mean(y, 1, true), y.shape) }),
        predict: (_, { y }, x) => tf.mul(x, tf.mean(y, 1, true)),
      }),
      'minds the order of the support',
    ));
});
