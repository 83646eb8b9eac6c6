import { adaptTask, CheckpointError, disposeTree, gradientsReady, initialize, seed, tidy } from '@innerloop/core';
import type { AdaptOptions, AdaptedTask, AnyLearner, ParamTree, TaskExamples } from '@innerloop/core';
import { checkParams } from '@innerloop/training';
import type { CheckpointName } from '@innerloop/training';
import { fileCheckpoints } from '@innerloop/training/node';
import type { DataPlaces } from '../config/data-places.js';
import { startNamedEngine } from '../experiment/engine.js';
import type { EngineName } from '../experiment/engine.js';
import type { Experiment } from '../experiment/experiment.js';
import { openExperiment } from './open-experiment.js';
import type { RunFolder } from './run-folder.js';

/** A trained run, ready to learn tasks. It owns its parameters until it is disposed of. */
export interface TrainedRun {
  readonly name: string;
  /** Meta-iterations that the parameters have seen. */
  readonly iteration: number;
  readonly learner: AnyLearner;
  readonly params: ParamTree;
  readonly experiment: Experiment;
  readonly folder: RunFolder;
  /** Learns one task: no task axis, plain labels. Dispose of the task when done. */
  adapt(examples: TaskExamples, options?: Omit<AdaptOptions, 'images'>): AdaptedTask;
  dispose(): void;
}

/** Which checkpoint, where its data are now, and what computes. */
export interface LoadOptions {
  readonly checkpoint?: CheckpointName;
  /** Where the data are now, or those of single splits: replaces `data.path` of the configuration. Data are read only when tasks are sampled. */
  readonly data?: DataPlaces | undefined;
  /** Replaces single settings, `a.b=value`: those that leave the trained parameters their meaning. */
  readonly set?: readonly string[] | undefined;
  /** Told as data sets read their files. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
  /** Starts this engine. Default: the one that runs, or else the one that the configuration names. */
  readonly engine?: EngineName | undefined;
  /** Told when another engine runs than was asked for, or something is not compiled that was to be. Default: a warning of the process. */
  readonly onMessage?: ((message: string) => void) | undefined;
}

async function startEngine(configured: EngineName, { engine, onMessage }: LoadOptions): Promise<void> {
  if (engine === undefined && gradientsReady()) return;
  const message = await startNamedEngine(engine ?? configured);
  if (message !== undefined) (onMessage ?? process.emitWarning)(message);
}

function checkModel(params: ParamTree, { learner }: Experiment): void {
  const expected = tidy(() => initialize(learner.specs, seed(0)));
  try {
    checkParams(params, expected);
  } finally {
    disposeTree(expected);
  }
}

async function readParams(
  { path, checkpoints }: RunFolder,
  experiment: Experiment,
  name: CheckpointName,
): Promise<{ readonly iteration: number; readonly params: ParamTree }> {
  const checkpoint = await fileCheckpoints(checkpoints).load(name);
  if (checkpoint === undefined) {
    const hint =
      name === 'best' ? 'Only runs with validation have one: use last.' : `Train on with \`innerloop resume ${path}\`.`;
    throw new CheckpointError(`load: ${path} has no checkpoint '${name}'. ${hint}`);
  }
  const { params, ...others } = checkpoint.state;
  disposeTree(others);
  try {
    checkModel(params, experiment);
  } catch (error) {
    disposeTree(params);
    throw error;
  }
  return { iteration: checkpoint.iteration, params };
}

/**
 * Opens a run folder that `innerloop train` made.
 *
 * Starts the engine of its configuration where none was started with `useBackend`.
 *
 * @param options.checkpoint  `last` (default) or `best`, by validation
 * @throws InvalidDataError if the folder is no run
 * @throws CheckpointError if the checkpoint is missing, damaged or of another model
 */
export async function load(path: string, options: LoadOptions = {}): Promise<TrainedRun> {
  const { folder, experiment } = await openExperiment(path, options);
  await startEngine(experiment.engine, options);
  const { iteration, params } = await readParams(folder, experiment, options.checkpoint ?? 'last');
  const { name, learner } = experiment;
  return {
    name,
    iteration,
    learner,
    params,
    experiment,
    folder,
    adapt: (examples, settings) =>
      adaptTask({ learner, params }, examples, { images: experiment.data.images, ...settings }),
    dispose: () => disposeTree(params),
  };
}
