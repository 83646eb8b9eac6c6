import type { Tensor } from '@tensorflow/tfjs-core';
import type { Context } from './model.js';
import type { ParamSpecs } from './params.js';
import type { ParamTree, Tree } from './tree.js';

/** What a rule knows before its first step. */
export interface RuleStart {
  /** Specs of the leaves that it moves: they tell per task from shared. */
  readonly specs: ParamSpecs;
  /** What the rule itself learns, under its own names. */
  readonly rule: ParamTree;
  readonly params: ParamTree;
  readonly context: Context;
}

export interface RuleStep<State extends Tree> extends RuleStart {
  readonly state: State;
  readonly grads: ParamTree;
  /** `[T]` in an inner loop, `[]` for an outer optimizer. */
  readonly loss: Tensor;
  /** Place in an unrolled loop; absent for an outer optimizer, and in a loop that goes on from an earlier call: counts are state there. */
  readonly index?: number;
}

/** How parameters move along gradients, inside an inner loop (differentiably) or outside: the same thing. */
export interface UpdateRule<State extends Tree = Tree> {
  readonly name: string;
  /** What the rule learns for these targets: `{}` for plain SGD. */
  specs(target: ParamSpecs): ParamSpecs;
  /** Which parts of its state, by their paths in it, may go from one task on to the next; absent means that none is known to. */
  remembers?(target: ParamSpecs): ParamSpecs;
  start(start: RuleStart): State;
  update(step: RuleStep<State>): { readonly params: ParamTree; readonly state: State };
}
