import {
  dependsOn,
  differentiate,
  dot,
  InvalidOptionError,
  leavesOf,
  observe,
  pick,
  splitLearned,
  tasksOf,
} from '@innerloop/core';
import type { AnyInnerLearner, Context, MetaGradient, ParamTree, Problem, Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { conjugateGradient } from '../solvers/conjugate-gradient.js';
import { plusScaled } from '../solvers/linear-operator.js';
import type { Solver } from '../solvers/linear-operator.js';
import { neumann } from '../solvers/neumann.js';
import { expectTaught } from './expect-taught.js';

export interface ImplicitOptions {
  /** How the linear system is solved; default `conjugate-gradient`. */
  readonly solver?: 'conjugate-gradient' | 'neumann';
  /** Iterations of the solver, a Hessian-vector product each; default 5. */
  readonly iterations?: number;
  /** Added to the Hessian's diagonal; default 0. It makes an indefinite Hessian definite, and the gradient biased. */
  readonly damping?: number;
  /** Of the Neumann series, `η` in `η Σ (I − η A)^k`: below `2 / ‖A‖`, the inner learning rate for instance. */
  readonly rate?: number;
}

function solverOf({ solver = 'conjugate-gradient', iterations = 5, rate }: ImplicitOptions): Solver {
  if (!Number.isInteger(iterations) || iterations < 1) {
    throw new InvalidOptionError(`implicit: iterations must be a positive integer, got ${iterations}.`);
  }
  if (solver === 'conjugate-gradient') {
    if (rate === undefined) return conjugateGradient(iterations);
    throw new InvalidOptionError('implicit: rate belongs to the solver neumann. Leave it out, or name that solver.');
  }
  if (rate !== undefined && Number.isFinite(rate) && rate > 0) return neumann(iterations, rate);
  throw new InvalidOptionError(
    `implicit: the solver neumann needs a positive finite rate, got ${String(rate)}. Pass the inner learning rate, for instance.`,
  );
}

/** The two objectives at the solution `φ` of the support's, as functions of all meta-parameters and of `φ`. */
interface Bilevel {
  readonly solution: ParamTree;
  readonly reported: ParamTree;
  /** `∇_φ` of the inner objective of each task. */
  readonly slope: (params: ParamTree, phi: ParamTree) => ParamTree;
  /** `[T]`, the outer objective. */
  readonly objective: (params: ParamTree, phi: ParamTree, context: Context) => Tensor;
}

function bilevelOf({ learner, params, episode }: Problem<AnyInnerLearner>, context: Context): Bilevel {
  const { support, query } = episode;
  const { value: adapted, reported } = observe((at) => learner.adapt(params, support, at), context);
  if ('path' in adapted && leavesOf(adapted.path as Tree).length > 0) {
    throw new InvalidOptionError(
      `implicit: '${learner.name}' is judged after several inner steps, but this meta-gradient knows the last point alone. Leave out its objective.`,
    );
  }
  // Statistics of the support that normalise the query depend on φ: they are those of the point at hand.
  const remembered = Object.keys(reported).filter(
    (name) => learner.specs[name]?.role === 'fixed' && !(name in adapted.params),
  );
  const statistics = (all: ParamTree, phi: ParamTree): ParamTree => {
    if (remembered.length === 0) return {};
    const seen = observe((at) => learner.innerObjective(all, phi, support, at), context);
    return pick(seen.reported, (name) => remembered.includes(name));
  };
  return {
    solution: adapted.params,
    reported,
    slope: (all, phi) => differentiate((at, c) => learner.innerObjective(all, at, support, c), phi, context).grads,
    objective: (all, phi, at) =>
      learner.objective(all, { ...adapted, params: { ...phi, ...statistics(all, phi) } }, query, at),
  };
}

/**
 * The implicit meta-gradient: of the outer objective at a stationary point `φ` of the inner one, `∇_φ G(θ, φ) = 0`, whatever the way to it.
 *
 * `dL/dθ = ∂L_Q/∂θ − (∂²G/∂θ∂φ)ᵀ x` with `A x = ∂L_Q/∂φ`, `A = ∂²G/∂φ²`, one system a task, solved for all tasks at once by a fixed number
 * of Hessian-vector products; no Hessian is built. With `G = L_S(φ) + ½ λ ‖φ − θ‖²`, the penalty `proximal({ strength: λ })`, it is iMAML's
 * `(I + H/λ)⁻¹ ∇L_Q(φ)`. Every learned leaf has its gradient: those that adapt, a body below them, `λ`, leaves of a learned loss. The way to the
 * solution is not seen, so a rule that learns something itself is refused; so is a learner whose solution and query no meta-parameter has a
 * say in, such as `maml` without a penalty.
 *
 * Memory and time beyond those of the adaptation itself do not depend on the number of inner steps. The gradient is right where the inner
 * loop came to rest and `A` is positive definite; elsewhere it is biased. The metric `negativeCurvature` is the share of tasks whose solver
 * met a direction in which `A`, damping included, curves down: above 0 the gradient of those tasks is not that of a minimum. The inner objective is that of the whole support, without the
 * mini-batches and masks of single steps.
 *
 * @throws InvalidOptionError if `iterations` is no positive integer, `damping` negative or not finite, or `rate` does not fit the solver;
 * when estimating, if the learner is judged after several inner steps, its rule learns, or nothing is taught
 * @see Rajeswaran, Finn, Kakade, Levine 2019, "Meta-Learning with Implicit Gradients", arXiv:1909.04630
 */
export function implicit(options: ImplicitOptions = {}): MetaGradient<AnyInnerLearner> {
  const { damping = 0 } = options;
  const solve = solverOf(options);
  if (!Number.isFinite(damping) || damping < 0) {
    throw new InvalidOptionError(`implicit: damping must be a finite number of at least 0, got ${damping}.`);
  }
  return {
    name: 'implicit',
    estimate: (problem) => {
      const { learner, params, episode, key } = problem;
      expectTaught('implicit', learner, ['rule/']);
      const { learned, others } = splitLearned(params, learner.specs);
      const inner: Context = { key: key.fold('adapt'), mode: 'train', order: 'first' };
      const outer: Context = { ...inner, key: key.fold('query') };
      const { solution, reported, slope, objective } = bilevelOf(problem, inner);
      const says = (free: ParamTree, at: Context): Tensor => {
        const all = { ...others, ...free };
        return tf.add(objective(all, solution, at), learner.innerObjective(all, solution, episode.support, at));
      };
      if (dependsOn(says, learned, outer).length === 0) {
        throw new InvalidOptionError(
          `implicit: no meta-parameter has a say in where the inner loop of '${learner.name}' comes to rest, so nothing is taught. Give it the penalty proximal({ strength }), or use exact.`,
        );
      }
      const judged = differentiate((phi, at) => objective(params, phi, at), solution, outer);
      const curvature = (v: ParamTree): ParamTree => {
        const { grads } = differentiate((phi) => dot(slope(params, phi), v), solution, inner);
        return damping === 0 ? grads : plusScaled(grads, damping, v);
      };
      const { solution: x, negative } = solve(curvature, judged.grads);
      const { grads } = differentiate(
        (free, at) => {
          const all = { ...others, ...free };
          const direct = tf.sum(objective(all, solution, at));
          return tf.div(tf.sub(direct, dot(slope(all, solution), x)), tasksOf(episode.support.x));
        },
        learned,
        outer,
      );
      return {
        loss: tf.mean(judged.value),
        grads,
        reported: { ...reported, ...judged.reported },
        metrics: { negativeCurvature: tf.mean(negative) },
      };
    },
  };
}
