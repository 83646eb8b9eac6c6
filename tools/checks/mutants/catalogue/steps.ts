import type { Mutant } from '../mutant.js';

const rules = 'packages/inner/test/rules/laws.test.ts';

/** Steps and states that drift. */
export const steps: readonly Mutant[] = [
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
    from: 'streams.fold(firstOf(done, stage.step))',
    to: 'streams.fold(firstOf(done - (from?.iteration ?? 0), stage.step))',
    tests: ['packages/training/test/trainer/train.test.ts'],
  },
];
