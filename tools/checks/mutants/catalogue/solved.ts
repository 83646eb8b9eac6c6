import type { Mutant } from '../mutant.js';

const systems = 'packages/core/test/linear-algebra/cholesky-solve.test.ts';
const programs = 'packages/core/test/linear-algebra/simplex-program.test.ts';

const learners = 'packages/outer/test/learners/heads.test.ts';

/** Heads that are solved for. */
export const solved: readonly Mutant[] = [
  {
    defect: 'the gradient of a system by its matrix is not symmetric',
    file: 'packages/core/src/gradients/linear/cholesky-solve.ts',
    from: 'tf.neg(symmetric(tf.matMul(choleskySolve(a, dx), choleskySolve(a, b), false, true)))',
    to: 'tf.neg(tf.matMul(choleskySolve(a, dx), choleskySolve(a, b), false, true))',
    tests: [systems],
  },
  {
    defect: 'a quadratic program is not differentiated by its quadratic form',
    file: 'packages/core/src/linear-algebra/bounded-support.ts',
    from: 'choleskySolve(reducedForm(quadratic, directions),',
    to: 'choleskySolve(tf.customGrad(() => ({ value: reducedForm(quadratic, directions), gradFunc: () => [] }))(),',
    tests: [programs],
  },
  {
    defect: 'ridge regression has another system where there are more examples than features',
    file: 'packages/outer/src/heads/ridge-regression.ts',
    from: 'damped(tf.matMul(x, x, true), regularization), tf.matMul(x, y, true)',
    to: 'damped(tf.matMul(x, x, true), tf.mul(regularization, 2)), tf.matMul(x, y, true)',
    tests: ['packages/outer/test/heads/ridge-regression.test.ts'],
  },
  {
    defect: "Newton's steps begin anew each time",
    file: 'packages/outer/src/heads/logistic-regression.ts',
    from: 'newton(rows, labels, tf.matMul(rows, weights), penalty)',
    to: 'newton(rows, labels, tf.zerosLike(labels), penalty)',
    tests: ['packages/outer/test/heads/logistic-regression.test.ts'],
  },
  {
    defect: 'the support vector machine of a task has another bound than it was told',
    file: 'packages/outer/src/learners/svm.ts',
    from: 'crammerSingerDuals({ features, labels, bound, jitter, iterations })',
    to: 'crammerSingerDuals({ features, labels, bound: 2 * bound, jitter, iterations })',
    tests: [learners],
    only: 'svm predicts',
  },
  {
    defect: 'the logistic head of a task is fitted in one step',
    file: 'packages/outer/src/learners/logistic.ts',
    from: "tf.exp(value('regularization')), iterations)",
    to: "tf.exp(value('regularization')), 1)",
    tests: [learners],
    only: 'logistic predicts',
  },
];
