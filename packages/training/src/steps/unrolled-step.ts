import {
  InvalidDataError,
  InvalidOptionError,
  leaf,
  mapNamed,
  seed as seedOf,
  stopTree,
  tasksOf,
  zipTree,
} from '@innerloop/core';
import type {
  AnyLearner,
  Context,
  InnerAdapted,
  InnerState,
  MetaGradient,
  MetaStep,
  ParamTree,
  ResumableLearner,
  TargetsOf,
  Tensor,
  Tree,
  UpdateRule,
} from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { outerMove } from './outer-rule.js';
import type { GradientState } from './outer-rule.js';

export interface UnrolledStepOptions<L extends AnyLearner> {
  /** One whose inner loop can stop and go on: `maml` and its like. */
  readonly learner: L;
  readonly metaGradient: MetaGradient;
  /** The outer rule. */
  readonly optimizer: UpdateRule;
  /** Inner steps until the tasks begin anew. A multiple of `truncation`. */
  readonly horizon: number;
  /** Truncation length: inner steps of one unroll, which are differentiated through. */
  readonly truncation: number;
  /** Tasks an iteration: the same number that `train` is given. */
  readonly metaBatch: number;
}

/** Where the tasks at hand stand: inner steps done since they began, and the state of their loops. */
export type Unroll = { readonly steps: Tensor; readonly at: InnerState };
export type UnrolledState = GradientState & { readonly unroll: Unroll };

type Resumable = ResumableLearner<InnerAdapted, Tree>;

const prefix = 'unroll/';

function expectCounts(options: Pick<UnrolledStepOptions<AnyLearner>, 'horizon' | 'truncation' | 'metaBatch'>): void {
  const { horizon, truncation, metaBatch } = options;
  for (const [name, count] of Object.entries({ horizon, truncation, metaBatch })) {
    if (!Number.isInteger(count) || count < 1) {
      throw new InvalidOptionError(`unrolledStep: ${name} must be a positive integer, got ${count}.`);
    }
  }
  if (horizon % truncation !== 0) {
    throw new InvalidOptionError(
      `unrolledStep: horizon must be a multiple of truncation, got ${horizon} and ${truncation}. Take 100 and 20, for instance.`,
    );
  }
}

function resumable(learner: AnyLearner): Resumable {
  if ('begin' in learner && 'resume' in learner) return learner as unknown as Resumable;
  throw new InvalidOptionError(
    `unrolledStep: the inner loop of '${learner.name}' cannot stop and go on, so there is nothing to carry from one unroll to the next. Take maml, or train with metaStep.`,
  );
}

/** The fresh state where `anew`, the carried one elsewhere. Gradients flow into the fresh one alone. */
function chosen(anew: Tensor, fresh: InnerState, carried: InnerState): InnerState {
  return zipTree<InnerState>(fresh, stopTree(carried), (first, last) => {
    if (first.shape.join() !== last.shape.join()) {
      throw new InvalidOptionError(
        `unrolledStep: the state of the inner loop began as [${first.shape.join(', ')}] and went on as [${last.shape.join(', ')}]. A rule's state must keep its shapes.`,
      );
    }
    return tf.where(anew, first, last);
  });
}

/** The learner whose adaptation is one unroll. Reports where the loops stand after it, below `unroll/`. */
function unrolling(learner: Resumable, { steps, at }: Unroll, truncation: number): AnyLearner {
  const { name, specs } = learner;
  const adapt = (params: ParamTree, support: Parameters<Resumable['adapt']>[1], context: Context): Tree => {
    const fresh = learner.begin(params, tasksOf(support.x), context);
    const from = chosen(tf.equal(steps, 0), fresh, at);
    const { adapted, state } = learner.resume(params, from, support, truncation, context);
    mapNamed(state as Tree, (tensor, path) => {
      context.report?.(`${prefix}${path}`, tensor);
      return tensor;
    });
    return adapted;
  };
  return {
    name,
    specs,
    adapt,
    predict: (params, adapted, x, context) => learner.predict(params, adapted as InnerAdapted, x, context),
    objective: (params, adapted, query, context) => learner.objective(params, adapted as InnerAdapted, query, context),
  };
}

/**
 * Truncated backpropagation through time: a meta-step whose inner loop is one unroll of `truncation` steps out of a loop of `horizon`
 * steps, as learned optimizers are trained.
 *
 * Iteration by iteration the same tasks go on: `φ` and the rule's state start where the last unroll left them, as constants. After
 * `horizon` steps, which are `horizon / truncation` iterations, new tasks begin from `begin`. Each unroll ends with one outer step by the
 * gradient of the learner's objective of that unroll: with `objective: everyStep()` the sum of the losses after its steps.
 *
 * Gradients flow within an unroll, and to where the loop begins in the first one; none flows past a boundary. With `horizon` equal to
 * `truncation` it is `metaStep` of a learner with so many steps. What is carried is part of the state (`unroll/…`), so it is saved and
 * resumed. Tasks must recur: `train` sees to it by `recurs`. Statistics that a support pass stores are not carried as of one task, but as
 * running leaves are. The learner's own `steps` counts in evaluation alone.
 *
 * @throws InvalidOptionError if a count is no positive integer, `horizon` no multiple of `truncation`, the learner's loop cannot go on, or
 *   the estimator needs the whole meta-batch; when run, for rules that need their place in the loop (`lslr`, `alfa`)
 * @throws InvalidDataError, when run, if the episode has not `metaBatch` tasks
 * @see Andrychowicz et al. 2016, "Learning to learn by gradient descent by gradient descent", arXiv:1606.04474, and its code
 */
export function unrolledStep<L extends AnyLearner>(
  options: UnrolledStepOptions<L>,
): MetaStep<UnrolledState, TargetsOf<L>> {
  const { metaGradient, optimizer, horizon, truncation, metaBatch } = options;
  expectCounts(options);
  const learner = resumable(options.learner);
  if (metaGradient.wholeBatch === true) {
    throw new InvalidOptionError(
      `unrolledStep: '${metaGradient.name}' shares the tasks out, and what is carried cannot follow. Use exact or firstOrder.`,
    );
  }
  const outer = outerMove(learner, optimizer);
  return {
    name: `${learner.name} · ${metaGradient.name} · ${optimizer.name} · unrolls of ${truncation} in ${horizon}`,
    recurs: horizon / truncation,
    init(seed) {
      const state = outer.init(seed);
      const context: Context = { key: seedOf(0), mode: 'train', order: 'first' };
      return { ...state, unroll: { steps: tf.scalar(0), at: learner.begin(state.params, metaBatch, context) } };
    },
    run({ unroll, ...state }, episode, key) {
      const tasks = tasksOf(episode.support.x);
      if (tasks !== metaBatch) {
        throw new InvalidDataError(
          `unrolledStep: expected ${metaBatch} tasks, whose loops go on, got ${tasks}. Give train and the step the same metaBatch.`,
        );
      }
      const unrolled = unrolling(learner, unroll, truncation);
      const estimate = metaGradient.estimate({ learner: unrolled, params: state.params, episode, key });
      const { state: next, metrics } = outer.move(state, estimate, key);
      const at = mapNamed(unroll.at, (_, path) => leaf(estimate.reported, `${prefix}${path}`));
      return { state: { ...next, unroll: { steps: tf.mod(tf.add(unroll.steps, truncation), horizon), at } }, metrics };
    },
  };
}
