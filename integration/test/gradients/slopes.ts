import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** A function at a point where its slope is a choice; what other frameworks choose, and why ours is what it is. */
export interface Slope {
  readonly at: string;
  readonly f: (...xs: Tensor[]) => Tensor;
  readonly xs: readonly (readonly number[])[];
  /** Values of the function instead of slopes. */
  readonly value?: true;
  readonly jax: string;
  readonly pytorch: string;
  readonly why: string;
}

const last = (x: Tensor): Tensor => tf.sum(x);

export const slopes: readonly Slope[] = [
  { at: 'relu(0)', f: tf.relu, xs: [[0]], jax: '0', pytorch: '0', why: 'as everybody' },
  { at: 'relu6(0), relu6(6)', f: tf.relu6, xs: [[0, 6]], jax: '0, 0', pytorch: '0, 0', why: 'as JAX and PyTorch' },
  {
    at: 'leakyRelu(0), α = 0.2',
    f: (x) => tf.leakyRelu(x, 0.2),
    xs: [[0]],
    jax: '1',
    pytorch: '0.2',
    why: 'the slope below, as relu has',
  },
  {
    at: 'abs(0)',
    f: tf.abs,
    xs: [[0]],
    jax: '1',
    pytorch: '0',
    why: 'the middle of the subgradients: no direction is made up',
  },
  {
    at: 'maximum(x, y), tie: by x, by y',
    f: tf.maximum,
    xs: [[1], [1]],
    jax: '0.5, 0.5',
    pytorch: '0.5, 0.5',
    why: 'the order of arguments decides nothing',
  },
  {
    at: 'max, two tied',
    f: (x) => tf.max(x),
    xs: [[2, 2, 1]],
    jax: '0.5, 0.5, 0',
    pytorch: '0.5, 0.5, 0',
    why: 'the sum of slopes is 1',
  },
  {
    at: 'maxPool, window of two tied',
    f: (x) => last(tf.maxPool(tf.reshape<tf.Rank.R4>(x, [1, 1, 2, 1]), [1, 2], 1, 'valid')),
    xs: [[3, 3]],
    jax: '1, 0',
    pytorch: '1, 0',
    why: 'the first, as everybody; the stock wasm engine gives it to the last',
  },
  {
    at: 'maxPool, window below 0',
    f: (x) => last(tf.maxPool(tf.reshape<tf.Rank.R4>(x, [1, 1, 2, 1]), [1, 2], 1, 'valid')),
    xs: [[-2, -1]],
    jax: 'not run',
    pytorch: '0, 1',
    why: 'the stock wasm engine loses it',
  },
  {
    at: 'clip to [0, 1] at 0 and 1',
    f: (x) => tf.clipByValue(x, 0, 1),
    xs: [[0, 1]],
    jax: '0.5, 0.5',
    pytorch: '0, 0',
    why: 'the slope inside: a learned rate that was set onto its bound can come back',
  },
  {
    at: '2-norm of zeros',
    f: (x) => tf.norm(x),
    xs: [[0, 0]],
    jax: 'NaN',
    pytorch: '0, 0',
    why: 'the middle of the subgradients; one NaN would end a meta-batch',
  },
  {
    at: 'distance of equal points, by both',
    f: (x, y) => tf.sqrt(tf.sum(tf.squaredDifference(x, y))),
    xs: [[2], [2]],
    jax: 'not run',
    pytorch: 'not run',
    why: 'a norm too; a root of any squares is treated so',
  },
  {
    at: 'deviation of equal entries',
    f: (x) => tf.sqrt(tf.moments(x).variance),
    xs: [[3, 3]],
    jax: 'NaN',
    pytorch: '0, 0',
    why: 'a norm too: one example a class must not end a run',
  },
  { at: 'sqrt(0)', f: tf.sqrt, xs: [[0]], jax: '∞', pytorch: '∞', why: 'as everybody: the slope is infinite' },
  { at: 'x⁰ at 0, by x', f: (x) => tf.pow(x, 0), xs: [[0]], jax: 'NaN', pytorch: '0', why: 'it is constant' },
  {
    at: 'prod with one zero',
    f: (x) => tf.prod(x),
    xs: [[2, 0, 3]],
    jax: '0, 6, 0',
    pytorch: '0, 6, 0',
    why: 'without division',
  },
  {
    at: 'cumprod with a zero, summed',
    f: (x) => last(tf.cumprod(x)),
    xs: [[2, 0, 3]],
    jax: 'not run',
    pytorch: 'not run',
    why: 'without division; TensorFlow.js has no gradient',
  },
  {
    at: 'atan2(0, 0), by both',
    f: tf.atan2,
    xs: [[0], [0]],
    jax: 'NaN',
    pytorch: '0, 0',
    why: 'no direction is made up',
  },
  {
    at: 'float(int(x))',
    f: (x) => tf.cast(tf.cast(x, 'int32'), 'float32'),
    xs: [[1.5]],
    jax: '0',
    pytorch: 'not run',
    why: 'rounding is constant almost everywhere',
  },
  {
    at: 'clip(NaN), value',
    f: (x) => tf.clipByValue(x, 0, 1),
    xs: [[NaN]],
    value: true,
    jax: 'NaN',
    pytorch: 'NaN',
    why: 'nothing hides a NaN; the stock wasm engine gives 0',
  },
  {
    at: 'relu(NaN), slope',
    f: tf.relu,
    xs: [[NaN]],
    jax: '0',
    pytorch: '1',
    why: 'what left the numbers stays visible',
  },
  {
    at: 'mean of nothing, value',
    f: (x) => tf.mean(tf.slice(x, [0], [0])),
    xs: [[1]],
    value: true,
    jax: 'NaN',
    pytorch: 'NaN',
    why: 'as TensorFlow.js on cpu; a sum of nothing is 0. The stock wasm engine reads stale memory',
  },
  {
    at: 'logSumExp of −∞, value',
    f: (x) => tf.logSumExp(x),
    xs: [[-Infinity, -Infinity]],
    value: true,
    jax: '−∞',
    pytorch: '−∞',
    why: 'TensorFlow.js composes it of other operations, which is not ours to replace: mask with a large finite number',
  },
];
