import type { Mutant } from '../mutant.js';

const chaser = 'packages/outer/src/learners/bayesian-maml.ts';
const particleTests = ['packages/outer/test/learners/bayesian-maml.test.ts'];

/** Learners that are surer than they may be, and sequences that are played wrongly. */
export const beliefs: readonly Mutant[] = [
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
    file: 'packages/outer/src/heads/linear-posterior.ts',
    from: 'tf.mul(variance, squares(rest))',
    to: 'tf.mul(variance, squares(transposed(at)))',
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
  {
    defect: 'a neural process has the divergence of its prior from its posterior, the wrong way round',
    file: 'packages/blackbox/src/processes/neural-process.ts',
    from: 'gaussianKl(posterior.mean, posterior.deviation, prior.mean, prior.deviation)',
    to: 'gaussianKl(prior.mean, prior.deviation, posterior.mean, posterior.deviation)',
    tests: ['packages/blackbox/test/processes/neural-process.test.ts'],
  },
  {
    defect: 'a neural process adds its codes up, where it should average them',
    file: 'packages/blackbox/src/processes/set-encoder.ts',
    from: 'tf.div(tf.sum(codes, 1), Math.max(rowsOf(codes), 1))',
    to: 'tf.sum(codes, 1)',
    tests: ['packages/blackbox/test/processes/neural-process.test.ts'],
  },
  {
    defect: 'a neural process is sure beyond the floor of its deviation',
    file: 'packages/blackbox/src/processes/answers.ts',
    from: 'tf.add(0.1, tf.mul(0.9, tf.softplus(s)))',
    to: 'tf.exp(s)',
    tests: ['packages/blackbox/test/processes/neural-process.test.ts'],
  },
  {
    defect: 'a neural process of classes adds the codes of a class up',
    file: 'packages/blackbox/src/processes/path.ts',
    from: 'tf.div(tf.matMul(y, codes, true), counts)',
    to: 'tf.matMul(y, codes, true)',
    tests: ['packages/blackbox/test/processes/neural-process.test.ts'],
  },
  {
    defect: 'a hypernetwork does not scale what it emits by the fan-in',
    file: 'packages/blackbox/src/hypernetwork/emitter.ts',
    from: 'tf.mul(made, 1 / Math.sqrt(layer.fanIn))',
    to: 'tf.mul(made, 1)',
    tests: ['packages/blackbox/test/hypernetwork/hypernetwork.test.ts'],
  },
  {
    defect: 'curves of a Gaussian process are half as wiggly as their length scale says',
    file: 'packages/data/src/curves/gaussian-process.ts',
    from: 'Math.exp(-0.5 * ((a - b) / length) ** 2)',
    to: 'Math.exp(-0.125 * ((a - b) / length) ** 2)',
    tests: ['packages/data/test/curves/curves.test.ts'],
  },
  {
    defect: 'hashed n-grams lose their sign',
    file: 'packages/data/src/text/hashed-text.ts',
    from: '(hash < 0 ? -1 : 1)',
    to: '1',
    tests: ['packages/data/test/text/hashed-text.test.ts'],
  },
];
