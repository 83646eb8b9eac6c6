import type { Model } from '../../contracts/model.js';
import type { ParamSpecs } from '../../contracts/params.js';
import { InvalidOptionError } from '../../errors.js';
import { under } from '../../params/named.js';
import { expectCount, expectFeatures, expectWithin } from '../expect.js';
import { applyPart } from '../part.js';
import { affineSpecs, standardize } from './standardize.js';
import { answeredAlone } from './alone.js';
import type { InductiveStatistics } from './alone.js';
import { episodeStatistics } from './episode-statistics.js';
import type { Statistics, StatisticsOptions } from './statistics.js';
import { batchStatistics, runningStatistics, supportStatistics } from './statistics.js';

export type NormStatistics = 'batch' | 'running' | 'support' | 'episode' | 'perStep';

export interface NormOptions {
  /**
   * Where mean and variance come from, always of each task by itself:
   * - `batch`: the batch that passes through, so that query examples inform each other (transductive), unless each is to be answered alone;
   * - `running`: in training the batch, in testing a moving average that support passes of training reported;
   * - `support`: the support, for the query as well, in training too;
   * - `episode`: in training the batch, in testing a moving average that begins anew in each episode and that each support pass, so each
   *   inner step, moves on: the LSTM meta-learner's;
   * - `perStep`: as `running`, with averages, scale and offset for each of `steps` inner steps.
   */
  readonly statistics: NormStatistics;
  /** How many inner steps have leaves of their own: statistics that are stored, scale and offset. Later steps use the last. Default: all share. */
  readonly steps?: number;
  /**
   * What normalises a query that is answered alone (an inductive context) where it would otherwise be the batch: the `support` (default), or
   * the support with this query `appended`, as in Reptile's code.
   */
  readonly inductive?: InductiveStatistics;
  /** Weight of the new value in a moving average; default 0.1, with the statistics `episode` 0.9, since an episode has few steps. */
  readonly momentum?: number;
  /** Added to the variance; default 1e-5. */
  readonly epsilon?: number;
  /** Learned factor per feature; default true. */
  readonly scale?: boolean;
  /** Learned shift per feature; default true. */
  readonly offset?: boolean;
}

export interface BatchNormOptions extends NormOptions {
  readonly features: number;
}

const sources: Readonly<Record<NormStatistics, (options: StatisticsOptions) => Statistics>> = {
  batch: batchStatistics,
  running: runningStatistics,
  support: supportStatistics,
  episode: episodeStatistics,
  perStep: runningStatistics,
};

function expectOptions(options: BatchNormOptions): void {
  const { statistics, features, steps, momentum = 0.1, epsilon = 1e-5, inductive = 'support' } = options;
  if (!Object.hasOwn(answeredAlone, inductive)) {
    throw new InvalidOptionError(
      `batchNorm: inductive must be one of ${Object.keys(answeredAlone).join(', ')}, got '${inductive}'.`,
    );
  }
  if (!Object.hasOwn(sources, statistics)) {
    throw new InvalidOptionError(
      `batchNorm: statistics must be one of ${Object.keys(sources).join(', ')}, got '${statistics}'.`,
    );
  }
  expectCount('batchNorm', 'features', features);
  expectWithin('batchNorm', 'momentum', momentum, 0, 1 + Number.EPSILON);
  expectWithin('batchNorm', 'epsilon', epsilon, 0, Infinity);
  if (steps !== undefined || statistics !== 'perStep') return;
  throw new InvalidOptionError("batchNorm: the statistics 'perStep' need steps, how many inner steps have their own.");
}

/** Copies of a model, one for each of the first inner steps; without a step in the context it is the first. */
function perStep(model: Model, steps: number): Model {
  expectCount('batchNorm', 'steps', steps);
  const parts = Array.from({ length: steps }, (_, step) => `step${step}`);
  return {
    specs: Object.assign({}, ...parts.map((part) => under(part, model.specs))) as ParamSpecs,
    ...(model.normalization === undefined ? {} : { normalization: model.normalization }),
    apply: (params, x, context) =>
      applyPart(model, `step${Math.min(context.step ?? 0, steps - 1)}`, params, x, context),
  };
}

/**
 * Batch normalisation, `scale · (x − mean) / √(variance + epsilon) + offset`: `[T, N, …, features]` in and out.
 * Mean and (biased) variance are over all axes but tasks and features; gradients flow through them.
 *
 * Leaves: `scale`, `offset` (learned), `mean`, `variance` (`running` or, for `support` and `episode`, `fixed`), each `[features]`; with `steps` below
 * `step0/`, `step1/`, …. What a support pass reports as `fixed` must be put in the parameters of the query pass: learners do.
 *
 * @throws InvalidOptionError if an option is out of range, or `steps` is missing with `perStep`
 * @see Ioffe & Szegedy 2015, arXiv:1502.03167; per step: Antoniou et al. 2019, "How to train your MAML", arXiv:1810.09502
 */
export function batchNorm(options: BatchNormOptions): Model {
  expectOptions(options);
  const {
    features,
    steps,
    momentum = options.statistics === 'episode' ? 0.9 : 0.1,
    epsilon = 1e-5,
    scale = true,
    offset = true,
    inductive = 'support',
  } = options;
  const statistics = sources[options.statistics]({ features, momentum, inductive });
  const affine = affineSpecs(features, scale, offset);
  const norm: Model = {
    specs: { ...affine, ...statistics.specs },
    normalization: options.statistics,
    apply(params, x, context) {
      expectFeatures('batchNorm', x, features);
      return standardize(statistics.of(params, x, context), params, affine, epsilon);
    },
  };
  return steps === undefined ? norm : perStep(norm, steps);
}
