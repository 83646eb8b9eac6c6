import type { Tensor } from '@tensorflow/tfjs-core';
import type { Batch, TaskKind } from './data.js';
import type { Context } from './model.js';
import type { ParamSpecs } from './params.js';
import type { ParamTree, Tree } from './tree.js';

/** A function of data: `adapt(support)` gives something that predicts. All its functions are pure and take T tasks at once. */
export interface Learner<Adapted extends Tree = Tree, Y extends Tree = Tensor> {
  readonly name: string;
  /** All meta-parameters and buffers, one flat tree: `'model/…'`, `'rule/…'`. */
  readonly specs: ParamSpecs;
  /** Its model's. */
  readonly normalization?: string;
  /** What its predictions are, by its loss: logits of classes, or values. Absent where nobody said. */
  readonly kind?: TaskKind;
  /** What it learns hangs on the order of the support: it reads one example after another. Episodes are shuffled for it. */
  readonly ordered?: true;
  adapt(params: ParamTree, support: Batch<Y>, context: Context): Adapted;
  predict(params: ParamTree, adapted: Adapted, x: Tensor, context: Context): Tensor;
  /** `[T]`, the outer loss with its penalties: the learner owns its `Loss`, the trainer sees none. */
  objective(params: ParamTree, adapted: Adapted, query: Batch<Y>, context: Context): Tensor;
}

/** What an inner loop moved. Leaves keep their meta-parameter's name: `{ ...params, ...adapted.params }` applies them. */
export type InnerAdapted = { readonly params: ParamTree };

/** A learner that adapts by descending an objective of its support. */
export interface InnerLearner<Adapted extends InnerAdapted = InnerAdapted, Y extends Tree = Tensor> extends Learner<
  Adapted,
  Y
> {
  /** The point from which the inner loop starts, predictable as it is. The support may have no rows. */
  initial(params: ParamTree, support: Batch<Y>, context: Context): Adapted;
  /** `[T]`, what `adapt` descends, proximal terms included. */
  innerObjective(params: ParamTree, adapted: ParamTree, support: Batch<Y>, context: Context): Tensor;
  /** The adapted values after each of these numbers of steps (ascending, 0 is `initial`), in one pass over the loop. */
  trajectory(params: ParamTree, support: Batch<Y>, steps: readonly number[], context: Context): readonly Adapted[];
}

/**
 * Where the inner loops of T tasks stand between two steps: the leaves that move, what the rule keeps, and, where a penalty looks at it,
 * the point from which the loops started. All leaves that tell tasks apart have the task axis first.
 */
export type InnerState = { readonly params: ParamTree; readonly rule: Tree; readonly initial?: ParamTree };

/**
 * An inner learner whose loop can stop after some steps and go on later: what truncated backpropagation through time cuts a long loop
 * into. `adapt` is `resume` from `begin` with all its steps, for rules that do not look at their place in the loop.
 */
export interface ResumableLearner<
  Adapted extends InnerAdapted = InnerAdapted,
  Y extends Tree = Tensor,
> extends InnerLearner<Adapted, Y> {
  /** The state before the first step. Gradients flow to the meta-parameters that the loop starts from. */
  begin(params: ParamTree, tasks: number, context: Context): InnerState;
  /**
   * So many further steps. Rules are told no place in the loop (`RuleStep.index`), since it is another in every call. Gradients flow
   * through `from`: whoever truncates cuts them there.
   */
  resume(
    params: ParamTree,
    from: InnerState,
    support: Batch<Y>,
    steps: number,
    context: Context,
  ): { readonly adapted: Adapted; readonly state: InnerState };
}

/**
 * A learner that reads its support one example after another, so that its order counts: a recurrent network, one with a memory, one with
 * causal attention. It can be asked at each example what it makes of it before it is told.
 */
export interface SequenceLearner<Adapted extends Tree = Tree, Y extends Tree = Tensor> extends Learner<Adapted, Y> {
  readonly ordered: true;
  /**
   * The answer at each example of the support, when only those before it are known: `[T, N, ...outputs]`. Place i is
   * `predict(params, adapt(params, examples 0 … i − 1), x_i)`, of a support without rows at place 0; it is obtained in one pass.
   * Examples after i, and the target of i itself, do not enter.
   */
  presentations(params: ParamTree, support: Batch<Y>, context: Context): Tensor;
}

/**
 * What is believed of the targets of some examples: mean and variance of each, `[T, N, ...outputs]`; of classes those of their
 * probabilities. The variance holds the noise of the targets as far as the learner knows of it.
 */
export type Predictive = { readonly mean: Tensor; readonly variance: Tensor };

/** A learner that knows how sure it is. */
export interface ProbabilisticLearner<Adapted extends Tree = Tree, Y extends Tree = Tensor> extends Learner<
  Adapted,
  Y
> {
  predictive(params: ParamTree, adapted: Adapted, x: Tensor, context: Context): Predictive;
}

/** Any learner whatever its adapted value and targets: what collections and registries hold. */
export type AnyLearner = Learner<Tree, Tree>;
export type AnyInnerLearner = InnerLearner<InnerAdapted, Tree>;
export type AnySequenceLearner = SequenceLearner<Tree, Tree>;

/** The targets that a learner is trained on. */
export type TargetsOf<L extends AnyLearner> = L extends {
  objective(params: ParamTree, adapted: never, query: Batch<infer Y extends Tree>, context: Context): Tensor;
}
  ? Y
  : never;
