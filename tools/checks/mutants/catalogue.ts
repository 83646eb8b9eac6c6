import type { Mutant } from './mutant.js';
import { networks } from './networks.js';
import { solved } from './solved.js';
import { structure } from './structure.js';

const identities = 'integration/test/identities/maml.test.ts';
const classification = 'integration/test/identities/classification.test.ts';
const mamlLaws = 'packages/outer/test/learners/maml.test.ts';
const episodes = 'packages/data/test/episodes/episodes.test.ts';
const rules = 'packages/inner/test/rules/laws.test.ts';
const innerLearner = 'packages/outer/src/loop/inner-learner.ts';
const cut = "order === 'first' || index < last - depth ? offTape(slope) : slope()";

/** Gradients that are wrong. */
const gradients: readonly Mutant[] = [
  {
    defect: 'the second-order path is cut',
    file: 'packages/outer/src/loop/inner-loop.ts',
    from: cut,
    to: 'offTape(slope)',
    tests: [identities],
  },
  {
    defect: 'first order does not cut the path',
    file: 'packages/outer/src/loop/inner-loop.ts',
    from: cut,
    to: 'slope()',
    tests: [identities],
  },
  {
    defect: 'the meta-gradient is a sum over the tasks',
    file: 'packages/core/src/gradients/through-adaptation.ts',
    from: 'return tf.mean(learner.objective(',
    to: 'return tf.sum(learner.objective(',
    tests: [identities],
  },
  {
    defect: 'the gradient of a convolution has the wrong sign',
    file: 'packages/core/src/gradients/linear/im2col.ts',
    from: "ofLinear('Im2Col', (dy, attrs) => col2im(dy, attrs as unknown as ConvolutionGeometry))",
    to: "ofLinear('Im2Col', (dy, attrs) => col2im(dy, attrs as unknown as ConvolutionGeometry).neg())",
    tests: ['packages/core/test/layers/conv2d.test.ts'],
  },
  {
    defect: 'the gradient of tf.conv2d by its filter has the wrong sign',
    file: 'packages/core/src/primitives/convolution.ts',
    from: 'return tf.reshape(tf.matMul(columns, rowsOf(dy, attrs), true, false), [...filterShape]);',
    to: 'return tf.neg(tf.reshape(tf.matMul(columns, rowsOf(dy, attrs), true, false), [...filterShape]));',
    tests: ['packages/core/test/gradients/linear/convolution.test.ts'],
  },
];

/** Data that give the answer away, and streams that are not what they say. */
const data: readonly Mutant[] = [
  {
    defect: "a task's label map is fixed",
    file: 'packages/data/src/episodes/task-plan.ts',
    from: 'const chosen = choose(next, classes.length, ways);',
    to: 'const chosen = [...choose(next, classes.length, ways)].sort((a, b) => a - b);',
    tests: [episodes],
  },
  {
    defect: 'the query is leaked into the support by the sampler',
    file: 'packages/data/src/episodes/task-plan.ts',
    from: 'rows.slice(0, shots)',
    to: 'rows.slice(1, shots + 1)',
    tests: [episodes],
  },
  {
    defect: 'the streams of tasks ignore the number of the task',
    file: 'packages/core/src/keys/derive.ts',
    from: 'return absorb(key, task % 2 ** 32, ',
    to: 'return absorb(key, 0, ',
    tests: ['packages/core/test/keys/seed.test.ts', episodes],
  },
];

/** Learners that see what they must not, or keep what they must not. */
const learners: readonly Mutant[] = [
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
    file: 'packages/metric/src/learners/prototypical.ts',
    from: 'tf.div(tf.matMul(y, value, true), counts)',
    to: 'tf.mul(tf.matMul(y, value, true), tf.onesLike(counts))',
    tests: ['packages/metric/test/learners/prototypical.test.ts'],
    only: 'golden|twice',
  },
];

/** Steps and states that drift. */
const steps: readonly Mutant[] = [
  {
    defect: 'leaves are aligned by raw broadcasting',
    file: 'packages/core/src/task-axis/leaf.ts',
    from: 'return tf.reshape(tensor, [tasks, ...between, ...spec.shape]);',
    to: 'return tasks + between.length < 0 ? tensor : tensor.rank >= rank ? tensor : tf.reshape(tensor, [...new Array<number>(rank - tensor.rank).fill(1), ...tensor.shape]);',
    tests: ['packages/core/test/layers/dense.test.ts'],
  },
  {
    defect: 'Adam does not correct the bias of its means',
    file: 'packages/inner/src/rules/adam.ts',
    from: 'const one = tf.scalar(1);\n      const correction = {\n        first: runningMean(beta1, state.correction.first, one),\n        second: runningMean(beta2, state.correction.second, one),\n      };',
    to: 'const one = tf.scalar(1);\n      const correction = { first: one, second: one };',
    tests: ['packages/inner/test/rules/peers.test.ts'],
  },
  {
    defect: 'momentum is shared by the tasks',
    file: 'packages/inner/src/rules/momentum.ts',
    from: 'blend(leaf(state.velocity, name), leaf(grads, name)));',
    to: 'blend(tf.mean(leaf(state.velocity, name), 0, true), leaf(grads, name)));',
    tests: [rules],
    only: 'momentum',
  },
  {
    defect: 'the rate of the first step is that of all',
    file: 'packages/inner/src/rules/per-step.ts',
    from: 'return Math.min(index, steps - 1);',
    to: 'return 0;',
    tests: ['packages/inner/test/rules/lslr.test.ts'],
  },
  {
    defect: 'a learned rule is differentiated by the gradients that its generator sees',
    file: 'packages/inner/src/rules/alfa.ts',
    from: 'stopGradient(mean(grads, name))',
    to: 'mean(grads, name)',
    tests: ['packages/inner/test/rules/alfa.test.ts'],
  },
  {
    defect: 'a frozen leaf is the very tensor that a driver disposes of',
    file: 'packages/inner/src/wrappers/groups.ts',
    from: 'return tf.clone(tensor);',
    to: 'return tensor;',
    tests: ['packages/inner/test/wrappers/groups.test.ts'],
  },
  {
    defect: 'running leaves take the report of the first task alone',
    file: 'packages/core/src/params/roles.ts',
    from: 'tf.mean(tensor, 0)',
    to: 'tf.squeeze(tf.gather(tensor, [0]), [0])',
    tests: ['packages/core/test/params/roles.test.ts'],
  },
  {
    defect: 'a checkpoint is read without looking at its checksum',
    file: 'packages/core/src/checkpoint/decode-tree.ts',
    from: 'if (checksum !== checksumOf(file)) throw',
    to: 'if (checksum !== checksumOf(file) && file.length === 0) throw',
    tests: ['packages/core/test/checkpoint/round-trip.test.ts'],
    only: 'changed byte',
  },
  {
    defect: 'a resumed run begins its tasks anew',
    file: 'packages/training/src/trainer/train.ts',
    from: 'streams.fold(done)',
    to: 'streams.fold(done - (from?.iteration ?? 0))',
    tests: ['packages/training/test/trainer/train.test.ts'],
  },
];

const chaser = 'packages/outer/src/learners/bayesian-maml.ts';
const particleTests = ['packages/outer/test/learners/bayesian-maml.test.ts'];

/** Learners that are surer than they may be, and sequences that are played wrongly. */
const beliefs: readonly Mutant[] = [
  {
    defect: 'particles do not repel one another',
    file: 'packages/inner/src/particles/stein.ts',
    from: 'tf.mul(apart, tf.div(2, h))',
    to: 'tf.mul(apart, 0)',
    tests: ['packages/inner/test/rules/svgd.test.ts'],
  },
  {
    defect: 'the bandwidth of particles is differentiated',
    file: 'packages/inner/src/particles/median.ts',
    from: 'const values = stopGradient(x);',
    to: 'const values = x;',
    tests: ['packages/inner/test/rules/svgd.test.ts', 'packages/inner/test/particles/median.test.ts'],
  },
  {
    defect: 'particles start alike',
    file: 'packages/core/src/models/particles.ts',
    from: 'spec.initialize(particleOf(key, m), spec.shape)',
    to: 'spec.initialize(key, spec.shape)',
    tests: ['packages/core/test/models/particles.test.ts'],
    only: 'different values',
  },
  {
    defect: 'gradients reach the leader of the chaser loss',
    file: chaser,
    from: 'const held = stopTree({ params: { ...params, ...buffers }, initial: from });',
    to: 'const held = { params: { ...params, ...buffers }, initial: from };',
    tests: particleTests,
    only: 'chaser',
  },
  {
    defect: 'the leader of the chaser loss does not see the query',
    file: chaser,
    from: 'concatRows(support, query)',
    to: 'concatRows(support, support)',
    tests: particleTests,
    only: 'chaser',
  },
  {
    defect: 'the support makes no prediction surer',
    file: 'packages/outer/src/learners/laplace.ts',
    from: 'tf.sub(before, explained)',
    to: 'tf.sub(before, tf.mul(explained, 0))',
    tests: ['packages/outer/test/learners/laplace.test.ts'],
  },
  {
    defect: 'the query of a remembered task is in its support',
    file: 'packages/training/src/online/replay.ts',
    from: 'rowsFrom(order.slice(cut), queries)',
    to: 'rowsFrom(order, queries)',
    tests: ['packages/training/test/online/replay.test.ts'],
  },
  {
    defect: 'a round forgets the tasks before it',
    file: 'packages/training/src/online/play.ts',
    from: 'memory: [...memory, {',
    to: 'memory: [{',
    tests: ['packages/training/test/online/online.test.ts'],
  },
];

const plans = 'packages/compile/test/plan/plan-of.test.ts';

/** Compiled code that computes something else. */
const compiler: readonly Mutant[] = [
  {
    defect: 'a fused slice begins at the start',
    file: 'packages/compile/src/plan/index-map.ts',
    from: 'offset: begin + offset * step,',
    to: 'offset: offset * step,',
    tests: [plans],
  },
  {
    defect: 'a product is taken into one of several that use it',
    file: 'packages/compile/src/plan/absorb.ts',
    from: 'counts.get(input) !== 1 ||',
    to: 'counts.get(input) === undefined ||',
    tests: [plans],
  },
  {
    defect: 'memory of an output is given away',
    file: 'packages/compile/src/plan/arena.ts',
    from: 'lasting.has(buffer) || last.get(buffer) !== at',
    to: 'last.get(buffer) !== at',
    tests: ['packages/compile/test/plan/arena.test.ts'],
  },
  {
    defect: 'the new state is not fed back',
    file: 'packages/compile/src/compile/placed-step.ts',
    from: 'feedback: moved.map((leaf, output) => ({ output, input: places[leaf] as number })),',
    to: 'feedback: [],',
    tests: ['integration/test/compile/step.test.ts'],
  },
  {
    defect: 'gradients of different threads are not added',
    file: 'packages/compile/src/partition/exchange.ts',
    from: 'reduce(graph, share.fn, matrix, [0])',
    to: "reduce(graph, 'max', matrix, [0])",
    tests: ['packages/compile/test/partition/random.test.ts'],
  },
  {
    defect: 'hidden state is recorded as if it were constant',
    file: 'packages/compile/src/record/record.ts',
    from: 'if (at !== undefined) {',
    to: 'if (at !== undefined && at < 0) {',
    tests: ['packages/compile/test/record/errors.test.ts'],
  },
];

/** The defects that some law must catch, each by itself. */
export const mutants: readonly Mutant[] = [
  ...gradients,
  ...solved,
  ...structure,
  ...data,
  ...learners,
  ...beliefs,
  ...networks,
  ...steps,
  ...compiler,
];
