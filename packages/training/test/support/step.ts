import { batchNorm, dense, sequential } from '@innerloop/core';
import { referenceLearner, referenceModel, referenceRule } from '@innerloop/testkit';
import { exact, metaStep } from '../../src/index.js';
import type { GradientState, MetaStepOptions } from '../../src/index.js';
import type { AnyLearner, MetaStep, Tensor } from '@innerloop/core';
import { averaged } from './tasks.js';

export const learner = referenceLearner({
  model: referenceModel({ inputs: 1, hidden: 4, outputs: 1 }),
  rule: referenceRule(0.1),
});

/** Keeps running statistics: what it reports is part of the state. */
export const counting = referenceLearner({
  model: sequential({
    body: dense({ inputs: 1, outputs: 4 }),
    norm: batchNorm({ features: 4, statistics: 'running' }),
    head: dense({ inputs: 4, outputs: 1 }),
  }),
  rule: referenceRule(0.05),
});

export const stepOf = (options: Partial<MetaStepOptions<AnyLearner>> = {}): MetaStep<GradientState, Tensor> =>
  metaStep({ learner, metaGradient: exact(), optimizer: averaged(0.05), ...options });
