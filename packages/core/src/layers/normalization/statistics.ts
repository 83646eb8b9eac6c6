import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Context } from '../../contracts/model.js';
import type { ParamSpec, ParamSpecs, Role } from '../../contracts/params.js';
import type { ParamTree } from '../../contracts/tree.js';
import { ones, zeros } from '../../params/initializers.js';
import { leaf } from '../../params/named.js';
import { rowsOf } from '../../task-axis/data.js';
import { align } from '../../task-axis/leaf.js';
import { answeredAlone, perChannel, rememberSupport } from './alone.js';
import type { InductiveStatistics } from './alone.js';
import type { Centred, Moments } from './standardize.js';
import { centre } from './standardize.js';

/** What statistics may be told. */
export interface StatisticsOptions {
  readonly features: number;
  readonly momentum: number;
  readonly inductive: InductiveStatistics;
}

/** Where mean and variance come from: what is stored of them, and how data are centred. */
export interface Statistics {
  readonly specs: ParamSpecs;
  of(params: ParamTree, x: Tensor, context: Context): Centred;
}

/** Every axis of `[T, N, …, C]` but the first and the last: each task and channel by itself. */
export const examplesAndPlaces = (x: Tensor): number[] => [...x.shape.keys()].slice(1, -1);

const isAlone = ({ inductive, pass }: Context): boolean => inductive === true && pass === 'query';

/** Those of the batch that passes through, of each task; in an inductive context a row of a query knows the support alone. */
export const batchStatistics = ({ inductive }: StatisticsOptions): Statistics => ({
  specs: {},
  of(params, x, context) {
    if (isAlone(context)) return answeredAlone[inductive](params, x);
    const batch = centre(x, examplesAndPlaces(x));
    if (context.pass !== 'query') rememberSupport(batch, x, context);
    return batch;
  },
});

/** Of what is stored of the statistics. */
export type StoredSpecs = { readonly mean: ParamSpec; readonly variance: ParamSpec };

export function stored(features: number, role: Role): StoredSpecs {
  return {
    mean: { shape: [features], initialize: zeros, role },
    variance: { shape: [features], initialize: ones, role },
  };
}

export function byStored(specs: StoredSpecs, params: ParamTree, x: Tensor): Centred {
  const of = (name: 'mean' | 'variance'): Tensor => align(leaf(params, name), specs[name], x.rank);
  return { centred: tf.sub(x, of('mean')), variance: of('variance') };
}

/** A support pass reports `(1 − momentum) · old + momentum · new` of mean and variance, for each task. */
export function reportAverage(
  specs: StoredSpecs,
  momentum: number,
  batch: Moments,
  { params, context: { report } }: { readonly params: ParamTree; readonly context: Context },
): void {
  if (report === undefined) return;
  for (const name of ['mean', 'variance'] as const) {
    const before = align(leaf(params, name), specs[name], 2);
    report(name, tf.add(tf.mul(before, 1 - momentum), tf.mul(perChannel(batch[name]), momentum)));
  }
}

/** Those of the batch in training, of which support passes report a moving average; the stored average in testing. */
export function runningStatistics({ features, momentum, inductive }: StatisticsOptions): Statistics {
  const specs = stored(features, 'running');
  const query = batchStatistics({ features, momentum, inductive });
  return {
    specs,
    of(params, x, context) {
      if (context.mode === 'test') return byStored(specs, params, x);
      if (context.pass === 'query' && rowsOf(x) > 0) return query.of(params, x, context);
      const batch = centre(x, examplesAndPlaces(x));
      rememberSupport(batch, x, context);
      if (rowsOf(x) === 0) return byStored(specs, params, x);
      reportAverage(specs, momentum, batch, { params, context });
      return batch;
    },
  };
}

/**
 * Those of the support, for the support and for the query: a support pass reports them, a query pass reads them.
 * A support without rows has none: the stored ones stay.
 */
export function supportStatistics({ features }: StatisticsOptions): Statistics {
  const specs = stored(features, 'fixed');
  return {
    specs,
    of(params, x, context) {
      if (context.pass === 'query' || rowsOf(x) === 0) return byStored(specs, params, x);
      const batch = centre(x, examplesAndPlaces(x));
      context.report?.('mean', perChannel(batch.mean));
      context.report?.('variance', perChannel(batch.variance));
      return batch;
    },
  };
}
