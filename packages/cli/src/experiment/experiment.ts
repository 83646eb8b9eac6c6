import type { AnyLearner, MetaState, MetaStep, Metric, TaskSource, Tree } from '@innerloop/core';
import { compile, compileLearner } from '@innerloop/compile';
import { accuracy, meanSquaredErrorMetric } from '@innerloop/core';
import { metaStep } from '@innerloop/training';
import type { EngineName } from './engine.js';
import type { EvaluationSettings, ExperimentSettings, TrainingSettings } from './schema.js';

/** A configuration made real: what it trains, on what, and how that is judged. */
export interface Experiment {
  readonly name: string;
  readonly engine: EngineName;
  /** Whether learner and step run as compiled code: on the engine wasm, unless the configuration says no. */
  readonly compiled: boolean;
  readonly learner: AnyLearner;
  readonly step: MetaStep<MetaState, Tree>;
  readonly threads: number | 'auto';
  /** The step in the engine's own kernels. */
  readonly plainStep: MetaStep<MetaState, Tree>;
  readonly data: TaskSource<Tree>;
  readonly metric: Metric;
  readonly training: TrainingSettings;
  readonly evaluation: EvaluationSettings;
}

export interface BuildOptions {
  /** Told, once of each reason, when something runs in the engine's own kernels that was to be compiled. Default: a warning of the process. */
  readonly onMessage?: ((message: string) => void) | undefined;
}

/** Tells each message once: what the step cannot have compiled, its learner cannot either. */
function fallbackListener({ onMessage = process.emitWarning }: BuildOptions): (reason: string) => void {
  const told = new Set<string>();
  return (reason) => {
    if (told.has(reason)) return;
    told.add(reason);
    onMessage(`Runs without being compiled, slower. ${reason}`);
  };
}

/** Builds the parts' sum: learner, meta-gradient and outer rule become the meta-step. */
export function buildExperiment(settings: ExperimentSettings, options: BuildOptions = {}): Experiment {
  const { engine, learner, metaGradient, optimizer, data, train, evaluate } = settings;
  // From a configuration, learner and data meet only here: their targets cannot be compared by type.
  const plainStep: MetaStep<MetaState, Tree> = metaStep({ learner, metaGradient, optimizer, slices: train.slices });
  const compiled = settings.compile && engine === 'wasm';
  const onFallback = fallbackListener(options);
  return {
    name: settings.name,
    engine,
    compiled,
    learner: compiled ? compileLearner(learner, { onFallback }) : learner,
    step: compiled ? compile(plainStep, { onFallback, threads: settings.threads }) : plainStep,
    threads: settings.threads,
    plainStep,
    data,
    metric: evaluate.metric ?? (data.kind === 'classification' ? accuracy : meanSquaredErrorMetric),
    training: train,
    evaluation: evaluate,
  };
}
