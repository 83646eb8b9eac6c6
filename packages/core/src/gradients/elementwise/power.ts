import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { ofPair } from '../kernel-gradient.js';
import { untaped } from '../stop-gradient.js';

/** `b·a^(b−1)`. Where both are 0 the exponent is replaced, so that derivatives of `a²` at 0 of any order stay finite: 0·0^−1 is NaN. */
function byBase(dy: Tensor, a: Tensor, b: Tensor): Tensor {
  const twiceWhereZero = untaped(() => tf.mul(tf.cast(tf.logicalAnd(tf.equal(a, 0), tf.equal(b, 0)), 'float32'), 2));
  return tf.mul(dy, tf.mul(b, tf.pow(a, tf.add(tf.sub(b, 1), twiceWhereZero))));
}

/** `a^b·log a`, and 0 where `a` is not positive, as TensorFlow does. */
function byExponent(dy: Tensor, a: Tensor, b: Tensor): Tensor {
  const positive = untaped(() => tf.step(a));
  const base = tf.add(
    tf.mul(a, positive),
    untaped(() => tf.sub(1, positive)),
  );
  return tf.mul(dy, tf.mul(tf.pow(a, b), tf.log(base)));
}

/** `a^b` by both arguments, which broadcast. */
export const power: readonly GradConfig[] = [ofPair('Pow', byBase, byExponent)];
