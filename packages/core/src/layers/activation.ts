import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Model } from '../contracts/model.js';
import { InvalidOptionError } from '../errors.js';

const leak = 0.2;

/** leakyRelu and elu are written in relu, whose gradients are right to any order. */
const functions = {
  linear: (x: Tensor): Tensor => tf.reshape(x, x.shape), // a new handle to the same values: clone would copy them on wasm
  relu: (x: Tensor): Tensor => tf.relu(x),
  leakyRelu: (x: Tensor): Tensor => tf.sub(tf.relu(x), tf.mul(leak, tf.relu(tf.neg(x)))),
  elu: (x: Tensor): Tensor => tf.add(tf.relu(x), tf.sub(tf.exp(tf.neg(tf.relu(tf.neg(x)))), 1)),
  tanh: (x: Tensor): Tensor => tf.tanh(x),
  sigmoid: (x: Tensor): Tensor => tf.sigmoid(x),
  softplus: (x: Tensor): Tensor => tf.softplus(x),
  swish: (x: Tensor): Tensor => tf.mul(x, tf.sigmoid(x)),
};

export type ActivationName = keyof typeof functions;

export const activationNames: readonly ActivationName[] = Object.keys(functions) as ActivationName[];

/**
 * An elementwise function: `linear`, `relu`, `leakyRelu` (slope 0.2 below zero), `elu`, `tanh`, `sigmoid`, `softplus` or `swish` (`x · sigmoid(x)`).
 * Gradients are right to any order.
 *
 * @throws InvalidOptionError if there is no function of this name
 */
export function activation(name: ActivationName): Model {
  if (!Object.hasOwn(functions, name)) {
    throw new InvalidOptionError(
      `activation: there is no function '${name}'. There are: ${activationNames.join(', ')}.`,
    );
  }
  const f = functions[name];
  return { specs: {}, apply: (_params, x) => f(x) };
}
