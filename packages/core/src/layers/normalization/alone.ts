import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Context } from '../../contracts/model.js';
import type { ParamTree } from '../../contracts/tree.js';
import { InvalidDataError } from '../../errors.js';
import { rowsOf, tasksOf } from '../../task-axis/data.js';
import type { Centred, Moments } from './standardize.js';
import { centre } from './standardize.js';

/** By what a query that is answered alone is normalised: the support, or the support with this one query appended. */
export type InductiveStatistics = 'support' | 'appended';

/** Leaves in no spec: what a query that is answered alone needs of its support, per task. */
const names = { mean: 'support/mean', variance: 'support/variance', rows: 'support/rows' } as const;

/** `[T, 1, …, 1, C]` as `[T, C]`. */
export const perChannel = (statistic: Tensor): Tensor =>
  tf.reshape(statistic, [tasksOf(statistic), statistic.shape.at(-1) as number]);

/** Every axis of `[T, N, …, C]` between examples and channels. */
const places = (x: Tensor): number[] => [...x.shape.keys()].slice(2, -1);

/**
 * A support pass of an inductive context reports the support's statistics. One value has no spread, so its variance counts as 1; a support
 * without rows counts as one row of zeros.
 */
export function rememberSupport(batch: Moments, x: Tensor, { inductive, report }: Context): void {
  if (inductive !== true || report === undefined) return;
  const [tasks, rows, channels] = [tasksOf(x), rowsOf(x), x.shape.at(-1) as number];
  report(names.mean, rows === 0 ? tf.zeros([tasks, channels]) : perChannel(batch.mean));
  report(names.variance, x.size <= tasks * channels ? tf.ones([tasks, channels]) : perChannel(batch.variance));
  report(names.rows, tf.fill([tasks], Math.max(1, rows)));
}

/** `[T, 1, …]` of the rank of the data. */
function remembered(params: ParamTree, name: keyof typeof names, rank: number): Tensor {
  const found = params[names[name]];
  if (found !== undefined) {
    return tf.reshape(found, [tasksOf(found), ...new Array<number>(rank - 2).fill(1), found.shape[1] ?? 1]);
  }
  throw new InvalidDataError(
    `batchNorm: a query that is answered alone is normalised by its support, but '${names[name]}' is missing. ` +
      'Adapt in an inductive context too, and put all that the support pass reports in the parameters of the query pass.',
  );
}

/**
 * Each row of a query as if it were appended to the support, and nothing else: with the support's mean `m` and variance `v` over `n` rows,
 * and those of the row itself over its places, `m_q` and `v_q`, mean and variance of the `n + 1` rows together,
 * `m + δ / (n + 1)` and `(n v + v_q) / (n + 1) + n δ² / (n + 1)²` with `δ = m_q − m`. The support itself stays as it was normalised.
 */
function appended(params: ParamTree, x: Tensor): Centred {
  const mean = remembered(params, 'mean', x.rank);
  const variance = remembered(params, 'variance', x.rank);
  const own = centre(x, places(x));
  const share = tf.div(1, tf.add(remembered(params, 'rows', x.rank), 1));
  const apart = tf.sub(own.mean, mean);
  const step = tf.mul(apart, share);
  const within = tf.add(variance, tf.mul(tf.sub(own.variance, variance), share));
  const between = tf.mul(tf.mul(apart, step), tf.sub(1, share));
  return { centred: tf.sub(x, tf.add(mean, step)), variance: tf.add(within, between) };
}

/** Each row of a query by itself, with what the support pass left for it. Gradients flow through all of it. */
export const answeredAlone: Readonly<Record<InductiveStatistics, (params: ParamTree, x: Tensor) => Centred>> = {
  support: (params, x) => ({
    centred: tf.sub(x, remembered(params, 'mean', x.rank)),
    variance: remembered(params, 'variance', x.rank),
  }),
  appended,
};
