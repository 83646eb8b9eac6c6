import { dot, initialize, isLearned, pick, settle } from '@innerloop/core';
import type { AnyLearner, Context, Estimate, Key, ParamTree, Seed, Tree, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** All that a gradient step carries: meta-parameters and buffers, what the outer rule learns, the outer rule's state. */
export type GradientState = { readonly params: ParamTree; readonly rule: ParamTree; readonly optimizer: Tree };

/** What every gradient step does with an estimate: one move of the outer rule, and the running leaves' new values. */
export interface OuterMove {
  init(seed: Seed): GradientState;
  move(
    state: GradientState,
    estimate: Estimate,
    key: Key,
  ): { readonly state: GradientState; readonly metrics: ParamTree };
}

/** Moves a learner's meta-parameters by a rule. Running leaves take the mean over tasks of what was reported. */
export function outerMove(learner: AnyLearner, optimizer: UpdateRule): OuterMove {
  const specs = pick(learner.specs, (name) => isLearned(learner.specs[name]));
  const learned = (params: ParamTree): ParamTree => pick(params, (name) => name in specs);
  const outer = (key: Key): Context => ({ key: key.fold('optimizer'), mode: 'train', order: 'exact' });
  return {
    init(seed) {
      const params = initialize(learner.specs, seed.fold('params'));
      const rule = initialize(optimizer.specs(specs), seed.fold('optimizer'));
      const state = optimizer.start({ specs, rule, params: learned(params), context: outer(seed) });
      return { params, rule, optimizer: state };
    },
    move({ params, rule, optimizer: state }, { loss, grads, reported, metrics }, key) {
      const moved = optimizer.update({ specs, rule, params: learned(params), state, grads, loss, context: outer(key) });
      const next = { ...params, ...settle(reported, learner.specs), ...moved.params };
      return {
        state: { params: next, rule, optimizer: moved.state },
        metrics: { ...metrics, loss, gradientNorm: tf.sqrt(dot(grads, grads)) },
      };
    },
  };
}
