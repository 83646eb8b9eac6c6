import type { Mutant } from '../mutant.js';

const identities = 'integration/test/identities/maml.test.ts';
const cut = "order === 'first' || index < last - depth ? offTape(slope) : slope()";

/** Gradients that are wrong. */
export const gradients: readonly Mutant[] = [
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
