import {
  concatRows,
  dotPerTask,
  eachParticle,
  InvalidOptionError,
  leaf,
  mapParams,
  observe,
  particleLosses,
  particles as copies,
  pick,
  spreadOf,
  stopTree,
  within,
} from '@innerloop/core';
import type {
  Batch,
  Context,
  InnerLearner,
  ParamSpecs,
  ParamTree,
  Predictive,
  ProbabilisticLearner,
  Tensor,
  Tree,
  UpdateRule,
} from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { innerLoop } from '../loop/inner-loop.js';
import type { InnerPoint } from '../loop/inner-loop.js';
import { maml } from './maml.js';
import type { MamlOptions } from './maml.js';

export interface BayesianMamlOptions<Y extends Tree = Tensor> extends Omit<MamlOptions<Y>, 'objective'> {
  /** M, all of them meta-learned. Default 5. */
  readonly particles?: number;
  /**
   * The outer loss: `chaser` (default), how far the particles are from where some steps more on support and query lead;
   * `likelihood`, `−log 1/M Σ_m exp(−L_Q(θᵐ))`.
   */
  readonly metaLoss?: 'chaser' | 'likelihood';
  /** Steps that the leader of `chaser` takes from where the particles are. Default 1. */
  readonly leaderSteps?: number;
  /**
   * Moves the leader, `svgd({ learningRate: … })` with a rate of its own for instance; default the `rule` of the particles. It learns nothing:
   * no gradient reaches the leader.
   */
  readonly leaderRule?: UpdateRule;
  /** Whether predictions are means of the particles' `outputs` (default) or, being logits, of their `probabilities`. */
  readonly averages?: 'outputs' | 'probabilities';
}

/** The particles, per task, and the support that the leader learns from once more. */
export type BayesianAdapted<Y extends Tree = Tensor> = InnerPoint & { readonly support: Batch<Y> };

/** A learner in particles: inner loops move them, `predictive` says how far they disagree. */
export type BayesianMaml<Y extends Tree = Tensor> = InnerLearner<BayesianAdapted<Y>, Y> &
  ProbabilisticLearner<BayesianAdapted<Y>, Y>;

type Own = Required<Pick<BayesianMamlOptions, 'particles' | 'metaLoss' | 'leaderSteps' | 'averages' | 'leaderRule'>>;

function checked<Y extends Tree>({
  particles = 5,
  metaLoss = 'chaser',
  leaderSteps = 1,
  averages = 'outputs',
  rule,
  leaderRule = rule,
}: BayesianMamlOptions<Y>): Own {
  if (!Number.isInteger(leaderSteps) || leaderSteps < 0) {
    throw new InvalidOptionError(`bayesianMaml: leaderSteps must be an integer of at least 0, got ${leaderSteps}.`);
  }
  return { particles, metaLoss, leaderSteps, averages, leaderRule };
}

/** @throws InvalidOptionError if a rule of the leader has leaves, which nothing would teach */
function expectNothingLearned(rule: UpdateRule, specs: ParamSpecs): void {
  const own = Object.keys(rule.specs(specs));
  if (own.length === 0) return;
  throw new InvalidOptionError(
    `bayesianMaml: leaderRule '${rule.name}' learns ${own.join(', ')}, but no gradient reaches the leader. Pass a rule with nothing to learn, such as svgd or sgd.`,
  );
}

/** Logits whose softmax is the mean of the particles' probabilities: `[T, N, M, ways] → [T, N, ways]`. */
const mixed = (logits: Tensor): Tensor =>
  tf.sub(tf.logSumExp(tf.logSoftmax(logits, -1), 2), Math.log(logits.shape[2] as number));

/**
 * Bayesian MAML: M particles of all parameters are meta-learned, an inner loop moves them to a sample of the task's posterior, and
 * predictions are means over them.
 *
 * A combination: `maml` on `particles(model, M)`, whose inner objective is `Σ_m L_S(θᵐ)`; with the rule `svgd` and a negative log posterior
 * as the loss it is the paper's, with any other rule each particle adapts by itself (an ensemble of MAMLs). With one particle and
 * `metaLoss: 'likelihood'` it is MAML.
 *
 * `chaser`: `J = Σ_m ‖θᵐ − sg(θ̂ᵐ)‖²`, the leader `θ̂` being `leaderSteps` steps of the rule ahead of `θ` on support and query.
 * Gradients flow through the inner loop; none reaches the leader. All parameters are of the posterior, so scales and offsets of
 * normalisation adapt unless `adaptsNorm` is false. `predictive` gives mean and variance over the particles, the noise of
 * targets not counted.
 *
 * @throws InvalidOptionError if a number of steps is no integer of at least 0, the number of particles not a positive one, or the rule of
 * the leader learns
 * @see Yoon, Kim, Dia, Kim, Bengio, Ahn 2018, "Bayesian Model-Agnostic Meta-Learning", arXiv:1806.03836
 */
export function bayesianMaml<Y extends Tree = Tensor>(options: BayesianMamlOptions<Y>): BayesianMaml<Y> {
  const { particles, metaLoss, leaderSteps, averages, leaderRule } = checked(options);
  const { loss, adaptsNorm = true } = options;
  // Its adapted value holds the support, which an unroll would have to carry.
  const {
    begin: _begin,
    resume: _resume,
    ...base
  } = maml<Y>({
    ...options,
    adaptsNorm,
    model: copies(options.model, particles),
    loss: eachParticle(loss),
  });
  if (leaderRule !== options.rule) expectNothingLearned(leaderRule, base.specs);

  /** Where the particles go from here on support and query. All that it begins with is cut from the graph, so nothing of it is on the tape. */
  const leader = (
    params: ParamTree,
    { params: from, buffers, support }: BayesianAdapted<Y>,
    query: Batch<Y>,
    context: Context,
  ): ParamTree => {
    const held = stopTree({ params: { ...params, ...buffers }, initial: from });
    const specs = pick(base.specs, (name) => name in from);
    const loop = { rule: leaderRule, specs, batches: options.batches, objective: base.innerObjective };
    const run = { ...held, support: concatRows(support, query), steps: [leaderSteps] };
    const ahead = (quiet: Context): InnerPoint[] => [...innerLoop(loop, { ...run, context: quiet })];
    const [point] = observe(ahead, { ...within(context, 'leader'), order: 'first' }).value;
    return (point as InnerPoint).params;
  };

  const distance = (params: ParamTree, adapted: BayesianAdapted<Y>, query: Batch<Y>, context: Context): Tensor => {
    const goal = leader(params, adapted, query, context);
    const apart = mapParams(adapted.params, (tensor, name) => tf.sub(tensor, leaf(goal, name)));
    return dotPerTask(apart, apart);
  };

  const unlikelihood = (
    params: ParamTree,
    adapted: BayesianAdapted<Y>,
    { x, y }: Batch<Y>,
    context: Context,
  ): Tensor => {
    const losses = particleLosses(loss, base.predict(params, adapted, x, context), y);
    return tf.sub(Math.log(particles), tf.logSumExp(tf.neg(losses), 1));
  };

  return {
    ...base,
    name: 'bayesian-maml',
    initial: (params, support, context) => ({ ...base.initial(params, support, context), support }),
    adapt: (params, support, context) => ({ ...base.adapt(params, support, context), support }),
    trajectory: (params, support, steps, context) =>
      base.trajectory(params, support, steps, context).map((point) => ({ ...point, support })),
    predict: (params, adapted, x, context) => {
      const all = base.predict(params, adapted, x, context);
      return averages === 'probabilities' ? mixed(all) : tf.mean(all, 2);
    },
    predictive: (params, adapted, x, context): Predictive => {
      const all = base.predict(params, adapted, x, context);
      return spreadOf(averages === 'probabilities' ? tf.softmax(all) : all);
    },
    objective: metaLoss === 'chaser' ? distance : unlikelihood,
  };
}
