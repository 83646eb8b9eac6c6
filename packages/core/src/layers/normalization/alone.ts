import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Context } from '../../contracts/model.js';
import type { ParamTree } from '../../contracts/tree.js';
import { InvalidDataError } from '../../errors.js';
import { rowsOf, tasksOf } from '../../task-axis/data.js';
import type { Centred, Moments } from './standardize.js';
import { centre } from './standardize.js';

/** Leaves in no spec: what a query that is answered alone needs of its support, per task. */
const names = { mean: 'support/mean', variance: 'support/variance', rows: 'support/rows' } as const;

/** `[T, 1, …, 1, C]` as `[T, C]`. */
export const perChannel = (statistic: Tensor): Tensor =>
  tf.reshape(statistic, [tasksOf(statistic), statistic.shape.at(-1) as number]);

/** Every axis of `[T, N, …, C]` between examples and channels. */
const places = (x: Tensor): number[] => [...x.shape.keys()].slice(2, -1);

/** A support pass of an inductive context reports the support's statistics. A support without rows counts as one row of mean 0 and variance 1. */
export function rememberSupport(batch: Moments, x: Tensor, { inductive, report }: Context): void {
  if (inductive !== true || report === undefined) return;
  const rows = rowsOf(x);
  const of = [tasksOf(x), x.shape.at(-1) as number];
  report(names.mean, rows === 0 ? tf.zeros(of) : perChannel(batch.mean));
  report(names.variance, rows === 0 ? tf.ones(of) : perChannel(batch.variance));
  report(names.rows, tf.fill([tasksOf(x)], Math.max(1, rows)));
}

function remembered(params: ParamTree, name: keyof typeof names): Tensor {
  const found = params[names[name]];
  if (found !== undefined) return found;
  throw new InvalidDataError(
    `batchNorm: a query that is answered alone is normalised with its support, but '${names[name]}' is missing. ` +
      'Adapt in an inductive context too, and put all that the support pass reports in the parameters of the query pass.',
  );
}

/**
 * Each row of a query as if it stood beside the support and nothing else: with the support's mean `m` and variance `v` over `n` rows, and
 * those of the row itself over its places, `m_q` and `v_q`, mean and variance of the `n + 1` rows together,
 * `m + δ / (n + 1)` and `(n v + v_q) / (n + 1) + n δ² / (n + 1)²` with `δ = m_q − m`.
 *
 * What is normalised is bounded by `√(n + 1)` for vectors, whatever the support's variance. Gradients flow through all of it.
 */
export function besideSupport(params: ParamTree, x: Tensor): Centred {
  const lead = (tensor: Tensor): Tensor =>
    tf.reshape(tensor, [tasksOf(tensor), ...new Array<number>(x.rank - 2).fill(1), tensor.shape[1] ?? 1]);
  const [mean, variance, rows] = (['mean', 'variance', 'rows'] as const).map((name) => lead(remembered(params, name)));
  const own = centre(x, places(x));
  const share = tf.div(1, tf.add(rows as Tensor, 1));
  const apart = tf.sub(own.mean, mean as Tensor);
  const step = tf.mul(apart, share);
  const within = tf.add(variance as Tensor, tf.mul(tf.sub(own.variance, variance as Tensor), share));
  const between = tf.mul(tf.mul(apart, step), tf.sub(1, share));
  return { centred: tf.sub(x, tf.add(mean as Tensor, step)), variance: tf.add(within, between) };
}
