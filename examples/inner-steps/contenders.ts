import { meanSquaredError, mlp, throughAdaptation } from '@innerloop/core';
import type { AnyInnerLearner, MetaGradient } from '@innerloop/core';
import { sgd } from '@innerloop/inner';
import { checkpointed, implicit, maml, proximal, truncated } from '@innerloop/outer';

/** Numbers of inner steps that are measured. */
export const stepCounts = [1, 2, 4, 8, 16, 32, 64, 128] as const;

/** Ways to take the meta-gradient of one and the same learner. */
export const contenders: Readonly<Record<string, MetaGradient<AnyInnerLearner>>> = {
  exact: throughAdaptation('exact', { order: 'exact' }),
  checkpointed: checkpointed(),
  'truncated, 4 steps': truncated({ steps: 4 }),
  'implicit, 5 iterations': implicit({ iterations: 5 }),
  'implicit, 20 iterations': implicit({ iterations: 20 }),
};

export const setting = {
  net: 'MLP 1-40-40-1, tanh',
  tasks: 25,
  support: 10,
  query: 10,
  rule: 'sgd(0.01)',
  penalty: 'proximal, strength 10',
} as const;

/** MAML with a proximal penalty that outweighs the most negative curvature, so that the inner loop comes to rest within the steps measured. */
export const learnerOf = (steps: number): AnyInnerLearner =>
  maml({
    model: mlp({ inputs: 1, hidden: [40, 40], outputs: 1, activation: 'tanh' }),
    rule: sgd(0.01),
    loss: meanSquaredError,
    steps,
    penalty: proximal({ strength: 10 }),
  });
