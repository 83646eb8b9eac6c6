import type { AnyLearner, MetaState, MetaStep, Metric, TaskSource, Tree } from '@innerloop/core';
import { accuracy, meanSquaredErrorMetric } from '@innerloop/core';
import { metaStep } from '@innerloop/training';
import type { EngineName } from './engine.js';
import type { EvaluationSettings, ExperimentSettings, TrainingSettings } from './schema.js';

/** A configuration made real: what it trains, on what, and how that is judged. */
export interface Experiment {
  readonly name: string;
  readonly engine: EngineName;
  readonly learner: AnyLearner;
  readonly step: MetaStep<MetaState, Tree>;
  readonly data: TaskSource<Tree>;
  readonly metric: Metric;
  readonly training: TrainingSettings;
  readonly evaluation: EvaluationSettings;
}

/** Builds the parts' sum: learner, meta-gradient and outer rule become the meta-step. */
export function buildExperiment(settings: ExperimentSettings): Experiment {
  const { learner, metaGradient, optimizer, data, train, evaluate } = settings;
  const step = metaStep({ learner, metaGradient, optimizer, slices: train.slices });
  return {
    name: settings.name,
    engine: settings.engine,
    learner,
    // From a configuration, learner and data meet only here: their targets cannot be compared by type.
    step: step,
    data,
    metric: evaluate.metric ?? (data.kind === 'classification' ? accuracy : meanSquaredErrorMetric),
    training: train,
    evaluation: evaluate,
  };
}
