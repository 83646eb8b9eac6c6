import type { AnyLearner, MetaGradient, MetaState, MetaStep, Metric, TaskSource, Tree } from '@innerloop/core';
import { compile, compileLearner } from '@innerloop/compile';
import { accuracy, ConfigError, meanSquaredErrorMetric } from '@innerloop/core';
import { annealed, metaStep, stepAt, unrolledStep } from '@innerloop/training';
import type { StagedStep } from '@innerloop/training';
import { expectCalibratable } from './calibratable.js';
import type { EngineName } from './engine.js';
import type { EvaluationSettings, ExperimentSettings, TrainingSettings } from './schema.js';

type AnyStep = MetaStep<MetaState, Tree> | StagedStep<MetaState, Tree>;

/** A configuration made real: what it trains, on what, and how that is judged. */
export interface Experiment {
  readonly name: string;
  readonly engine: EngineName;
  /** Whether learner and step run as compiled code: on the engine wasm, unless the configuration says no. */
  readonly compiled: boolean;
  readonly learner: AnyLearner;
  /** The learner in the engine's own kernels. */
  readonly plainLearner: AnyLearner;
  readonly step: AnyStep;
  readonly threads: number | 'auto';
  /** The step in the engine's own kernels, the last one where it is staged. */
  readonly plainStep: MetaStep<MetaState, Tree>;
  readonly data: TaskSource<Tree>;
  readonly metric: Metric;
  readonly training: TrainingSettings;
  readonly evaluation: EvaluationSettings;
}

export interface BuildOptions {
  /** Told, once of each reason, when something runs in the engine's own kernels that was to be compiled. Default: a warning of the process. */
  readonly onMessage?: ((message: string) => void) | undefined;
  /** Told as data sets read their files. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
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

/** The training step with every meta-step in it as `place` makes it: one, or two where the first iterations have a meta-gradient of their own. */
function stepOf(
  { learner, metaGradient, warmUp, optimizer, train: { slices, unroll, metaBatch } }: ExperimentSettings,
  place: (step: MetaStep<MetaState, Tree>) => MetaStep<MetaState, Tree>,
): AnyStep {
  // From a configuration, learner and data meet only here: their targets cannot be compared by type.
  const of = (how: MetaGradient): MetaStep<MetaState, Tree> =>
    place(
      unroll === undefined
        ? metaStep({ learner, metaGradient: how, optimizer, slices })
        : unrolledStep({ learner, metaGradient: how, optimizer, metaBatch, ...unroll }),
    );
  if (unroll !== undefined && slices > 1) {
    throw new ConfigError(
      `train.slices: expected 1 beside train.unroll, got ${slices}. A shorter truncation needs less memory as well.`,
    );
  }
  if (warmUp === undefined) return of(metaGradient);
  return annealed({ from: of(warmUp.metaGradient), to: of(metaGradient), at: warmUp.iterations });
}

/**
 * Builds the parts' sum: learner, meta-gradient and outer rule become the meta-step.
 *
 * @throws ConfigError if the evaluation asks for calibration where there is none
 */
export function buildExperiment(settings: ExperimentSettings, options: BuildOptions = {}): Experiment {
  expectCalibratable(settings);
  const { engine, learner, data, train, evaluate } = settings;
  const compiled = settings.compile && engine === 'wasm';
  const onFallback = fallbackListener(options);
  return {
    name: settings.name,
    engine,
    compiled,
    learner: compiled ? compileLearner(learner, { onFallback }) : learner,
    plainLearner: learner,
    step: stepOf(settings, (step) => (compiled ? compile(step, { onFallback, threads: settings.threads }) : step)),
    threads: settings.threads,
    plainStep: stepAt(
      stepOf(settings, (step) => step),
      Infinity,
    ),
    data,
    metric: evaluate.metric ?? (data.kind === 'classification' ? accuracy : meanSquaredErrorMetric),
    training: train,
    evaluation: evaluate,
  };
}
