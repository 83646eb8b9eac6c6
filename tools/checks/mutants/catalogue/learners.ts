import type { Mutant } from '../mutant.js';

const identities = 'integration/test/identities/maml.test.ts';
const classification = 'integration/test/identities/classification.test.ts';
const mamlLaws = 'packages/outer/test/learners/maml.test.ts';
const innerLearner = 'packages/outer/src/loop/inner-learner.ts';

/** Learners that see what they must not, or keep what they must not. */
export const learners: readonly Mutant[] = [
  {
    defect: 'the estimator adapts to the query',
    file: 'packages/core/src/gradients/through-adaptation.ts',
    from: 'learner.adapt(all, episode.support, at)',
    to: 'learner.adapt(all, episode.query, at)',
    tests: [identities],
  },
  {
    defect: 'the query is leaked into the support by the objective',
    file: innerLearner,
    from: 'loss(learner.predict(params, point, query.x, at), query.y);',
    to: 'loss(learner.predict(params, learner.adapt({ ...params, ...point.params }, query, at), query.x, at), query.y);',
    tests: [mamlLaws],
    only: 'maml on regression',
  },
  {
    defect: 'statistics of the support are those of the query',
    file: 'packages/core/src/layers/normalization/statistics.ts',
    from: "if (context.pass === 'query' || rowsOf(x) === 0) return byStored",
    to: 'if (rowsOf(x) === 0) return byStored',
    tests: [classification],
    only: 'row 44',
  },
  {
    defect: 'an adapted leaf replaces the meta-parameter',
    file: innerLearner,
    from: 'return adapted as InnerTrail;',
    to: 'Object.assign(params, adapted?.params);\n      return adapted as InnerTrail;',
    tests: [mamlLaws],
    only: 'maml on regression',
  },
  {
    defect: 'an adapted value is written over that of the meta-parameter',
    file: innerLearner,
    from: 'return adapted as InnerTrail;',
    to: `for (const [name, tensor] of Object.entries(adapted?.params ?? {}))
        params[name]?.dataSync().forEach((_, i, values) => (values[i] = tensor.dataSync()[i] as number));
      return adapted as InnerTrail;`,
    tests: [mamlLaws],
    only: 'maml on regression',
  },
  {
    defect: 'prototypes are sums',
    file: 'packages/metric/src/classes/class-means.ts',
    from: 'tf.div(tf.matMul(y, features, true), tf.expandDims(classCounts(y), 2))',
    to: 'tf.matMul(y, features, true)',
    tests: ['packages/metric/test/prototypical/prototypical.test.ts'],
    only: 'golden|twice',
  },
  {
    defect: 'reptile takes a gradient of zero for an answer',
    file: 'packages/outer/src/gradients/reptile.ts',
    from: 'dependsOn(size, learned, context).length === 0',
    to: 'dependsOn(size, learned, context).length < 0',
    tests: ['packages/outer/test/gradients/reptile.test.ts'],
  },
  {
    defect: 'relation networks take the mean of the shots, not their sum',
    file: 'packages/metric/src/classes/class-sums.ts',
    from: 'tf.matMul(y, tf.reshape(features, [tasks, examples, size]), true);',
    to: 'tf.div(tf.matMul(y, tf.reshape(features, [tasks, examples, size]), true), tf.expandDims(tf.sum(y, 1), 2));',
    tests: ['packages/metric/test/relation/relation.test.ts'],
    only: 'sums over shots',
  },
  {
    defect: 'the attention of matching networks is a softmax over the queries',
    file: 'packages/metric/src/matching/matching.ts',
    from: 'classAttention(scores, y)',
    to: 'classAttention(tf.transpose(tf.logSoftmax(tf.transpose(scores, [0, 2, 1])), [0, 2, 1]), y)',
    tests: ['packages/metric/test/matching/matching.test.ts'],
    only: 'predicts an example of the query alone',
  },
  {
    defect: 'the first head of Proto-MAML is always cut from the graph',
    file: 'packages/outer/src/learners/proto-maml.ts',
    from: 'throughPrototypes ? value : stopGradient(value)',
    to: 'throughPrototypes || true ? stopGradient(value) : value',
    tests: ['packages/outer/test/learners/proto-maml.test.ts'],
    only: 'is taught through the prototypes',
  },
];
