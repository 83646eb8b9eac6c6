import type { Mutant } from '../mutant.js';

const lstm = ['packages/inner/test/rules/lstm.test.ts'];
const learned = ['packages/inner/test/rules/learned-optimizer.test.ts'];

/** Rules that are networks, and the parts of MT-net. */
export const networks: readonly Mutant[] = [
  {
    defect: 'the LSTM meta-learner differentiates its gradients',
    file: 'packages/inner/src/rules/lstm.ts',
    from: 'const slope = stopGradient(grads);',
    to: 'const slope = grads;',
    tests: lstm,
  },
  {
    defect: 'the LSTM meta-learner forgets from step to step',
    file: 'packages/inner/src/rules/lstm.ts',
    from: 'everywhere], 2), state.memory, context)',
    to: 'everywhere], 2), cell.start([values.shape[0], values.shape[1] as number]), context)',
    tests: lstm,
  },
  {
    defect: 'the gates of the LSTM meta-learner read their values behind the sigmoid',
    file: 'packages/inner/src/rules/lstm.ts',
    from: 'values, state[name]], 2)',
    to: 'values, tf.sigmoid(state[name])], 2)',
    tests: lstm,
  },
  {
    defect: 'the learned optimizer never differentiates its gradients',
    file: 'packages/inner/src/rules/learned-optimizer.ts',
    from: 'secondDerivatives ? grads : stopGradient(grads)',
    to: 'secondDerivatives ? stopGradient(grads) : stopGradient(grads)',
    tests: learned,
  },
  {
    defect: 'the learned optimizer forgets from step to step',
    file: 'packages/inner/src/rules/learned-optimizer.ts',
    from: 'seen, state[i] as LstmState, context)',
    to: 'seen, cell.start([values.shape[0], values.shape[1] as number]), context)',
    tests: learned,
  },
  {
    defect: 'preprocessing takes the logarithm of zero',
    file: 'packages/core/src/coordinates/log-and-sign.ts',
    from: 'tf.clipByValue(tf.abs(x), Math.exp(-p), largest)',
    to: 'tf.minimum(tf.abs(x), largest)',
    tests: ['packages/inner/test/coordinates/log-and-sign.test.ts'],
  },
  {
    defect: 'masks have no derivative',
    file: 'packages/inner/src/wrappers/unit-masks.ts',
    from: 'tf.add(stopGradient(hard), tf.sub(soft, stopGradient(soft)))',
    to: 'tf.add(stopGradient(hard), tf.sub(stopGradient(soft), stopGradient(soft)))',
    tests: ['packages/inner/test/wrappers/unit-masks.test.ts'],
  },
  {
    defect: 'masks are those of the first task',
    file: 'packages/inner/src/wrappers/unit-masks.ts',
    from: "draw('uniform', [units], tasks)",
    to: "draw('uniform', [units], 1)",
    tests: ['packages/inner/test/wrappers/unit-masks.test.ts'],
  },
  {
    defect: 'a T-net leaves the bias where it is',
    file: 'packages/inner/src/models/t-net.ts',
    from: 'return leaves.map((own) => {',
    to: 'return leaves.filter((own) => specOf(specs, own).shape.length > 1).map((own) => {',
    tests: ['packages/inner/test/models/t-net.test.ts'],
  },
];
