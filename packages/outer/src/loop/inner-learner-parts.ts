import type { Batch, Context, Loss, ParamSpecs, ParamTree, Tensor, Tree, UpdateRule } from '@innerloop/core';
import type { PathObjective } from '../objectives/path-objective.js';
import type { Batches } from './batches.js';

/** A term of the inner objective that looks at the adapted leaves alone, `proximal({ strength: 2 })` for instance. */
export interface InnerPenalty {
  /** Its own leaves; the learner has them below `penalty/`. */
  readonly specs: ParamSpecs;
  /** `[T]`, of its own leaves and of the adapted ones, at hand and where the inner loop started, all per task. */
  apply(own: ParamTree, adapted: ParamTree, initial: ParamTree): Tensor;
}

/** What every learner with an inner loop may be told. */
export interface InnerLearnerOptions<Y extends Tree = Tensor> {
  /** Moves the adapted leaves; what it learns itself is a meta-parameter below `rule/`. */
  readonly rule: UpdateRule;
  /** Of the inner and of the outer objective. */
  readonly loss: Loss<Y>;
  /** Inner steps in training, default 1. With 0 the learner is the pretrained baseline: one network for all tasks, adapted at test only. */
  readonly steps?: number;
  /** Inner steps at test; default `steps`. */
  readonly testSteps?: number;
  /** The examples that an inner step sees, `miniBatches(size)` for instance; default the whole support. */
  readonly batches?: Batches;
  /** Added to what the inner loop descends; the outer objective has no part of it. */
  readonly penalty?: InnerPenalty;
  /** In training, the query losses after several steps, `multiStep(…)` for instance; default the one after the last. */
  readonly objective?: PathObjective;
}

/** What tells one learner with an inner loop from another. Functions are given all leaves, adapted ones in place of their meta-parameters. */
export interface InnerLearnerParts {
  readonly name: string;
  /** Its leaves under their whole names; the rule's are added. */
  readonly specs: ParamSpecs;
  /** Those among them that the inner loop moves. They start at their meta-parameters, or where `begin` says. */
  readonly moved: ParamSpecs;
  /**
   * First values of moved leaves that every task begins anew, shared or per task: the same for the same context. The support is that of the
   * tasks, as it comes, and may have no rows; it is absent where an inner loop begins that goes on over many supports.
   */
  readonly begin?: (tasks: number, context: Context, params: ParamTree, support?: Batch<Tree>) => ParamTree;
  readonly normalization?: string | undefined;
  /** The part of the network before the first leaf that moves: it sees the support once, not in every step. Default: nothing. */
  readonly encode?: (params: ParamTree, x: Tensor, context: Context) => Tensor;
  /** The rest of the network. */
  readonly apply: (params: ParamTree, encoded: Tensor, context: Context) => Tensor;
}
