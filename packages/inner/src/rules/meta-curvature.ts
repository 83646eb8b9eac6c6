import { align, leaf, mapParams, ones, scope, specOf, under } from '@innerloop/core';
import type { ParamSpecs, ParamTree, Shape, Tensor, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, positive } from '../options/number.js';
import { stateless } from './stateless.js';
import type { Stateless } from './stateless.js';

export interface MetaCurvatureOptions {
  /** Step size `α`, for a loss that is a mean over examples; not learned: the curvature holds all scales. */
  readonly learningRate: number;
}

const square = (size: number): ParamSpecs[string] => ({
  shape: [size, size],
  initialize: (_key, [length = 1]) => tf.eye(length),
});

/** The lengths of a kernel's axes `[…field, in, out]`, those of its field as one. */
function sizesOf(shape: Shape): { readonly field: number; readonly inputs: number; readonly outputs: number } {
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  return { field: shape.slice(0, -2).reduce((product, length) => product * length, 1), inputs, outputs };
}

/** The curvature of one leaf: a matrix for each kind of axis of a kernel, a factor an entry for what is no kernel. */
function curvatureOf(shape: Shape): ParamSpecs {
  if (shape.length < 2) return { factor: { shape, initialize: ones } };
  const { field, inputs, outputs } = sizesOf(shape);
  const matrices = { inputs: square(inputs), outputs: square(outputs) };
  return shape.length === 2 ? matrices : { ...matrices, field: square(field) };
}

/** `M x` for all tasks: `[1 or T, n, n] × [T, n, m]`. */
const times = (matrix: Tensor, x: Tensor): Tensor => tf.matMul(matrix, x);

/** A gradient multiplied along each kind of its axes: `G ×_out M_o ×_in M_i ×_field M_f`. */
function curved(gradient: Tensor, shape: Shape, curvature: ParamTree): Tensor {
  if (shape.length < 2) return tf.mul(leaf(curvature, 'factor'), gradient);
  const specs = curvatureOf(shape);
  const matrix = (name: string): Tensor => align(leaf(curvature, name), specOf(specs, name), 3);
  const { field, inputs, outputs } = sizesOf(shape);
  const tasks = gradient.size / (field * inputs * outputs);
  const rows = tf.reshape(gradient, [tasks, field * inputs, outputs]);
  const byOutputs = tf.matMul(rows, matrix('outputs'), false, true);
  if (shape.length === 2) return tf.reshape(times(matrix('inputs'), byOutputs), gradient.shape);
  const byField = times(matrix('field'), tf.reshape(byOutputs, [tasks, field, inputs * outputs]));
  // Inputs come first for their product, and go back behind the field.
  const inputsFirst = tf.transpose(tf.reshape(byField, [tasks, field, inputs, outputs]), [0, 2, 1, 3]);
  const byInputs = times(matrix('inputs'), tf.reshape(inputsFirst, [tasks, inputs, field * outputs]));
  const fieldFirst = tf.transpose(tf.reshape(byInputs, [tasks, inputs, field, outputs]), [0, 2, 1, 3]);
  return tf.reshape(fieldFirst, gradient.shape);
}

/**
 * Meta-Curvature: gradient descent behind a learned linear map of the gradients, `φ ← φ − α M(∇L(φ))`, which is a Kronecker product for each
 * kernel: `M(G) = G ×_out M_o ×_in M_i ×_field M_f`.
 *
 * Learns, for a kernel `[…field, in, out]`, matrices `NAME/outputs` `[out, out]`, `NAME/inputs` `[in, in]` and, of a convolution,
 * `NAME/field` `[f, f]` with f the number of taps; for a bias or another leaf of less than two axes, `NAME/factor` of its shape. Matrices
 * start as identities and factors at 1: the rule starts as `sgd`. All of it is differentiated; nothing keeps the map positive.
 *
 * @throws InvalidOptionError if `learningRate` is no positive finite number
 * @see Park & Oliva 2019, "Meta-Curvature", arXiv:1902.03356
 */
export function metaCurvature(options: number | MetaCurvatureOptions): UpdateRule<Stateless> {
  const { learningRate } = typeof options === 'number' ? { learningRate: options } : options;
  checkedNumber('metaCurvature: learningRate', learningRate, positive, 'Pass a step size such as 0.01.');
  return {
    name: 'meta-curvature',
    specs: (target) =>
      Object.fromEntries(
        Object.entries(target).flatMap(([name, { shape }]) => Object.entries(under(name, curvatureOf(shape)))),
      ),
    start: stateless,
    update: ({ specs, rule, params, grads, state }) => {
      const step = (name: string): Tensor =>
        tf.mul(curved(leaf(grads, name), specOf(specs, name).shape, scope(rule, name)), learningRate);
      return { params: mapParams(params, (tensor, name) => tf.sub(tensor, step(name))), state };
    },
  };
}
