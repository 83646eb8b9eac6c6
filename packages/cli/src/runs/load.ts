import { adaptTask, CheckpointError, disposeTree, gradientsReady, initialize, seed, tidy, useBackend } from '@innerloop/core';
import type { AdaptedTask, AnyLearner, ParamTree, TaskExamples } from '@innerloop/core';
import { wasm } from '@innerloop/backend-wasm';
import { checkParams } from '@innerloop/training';
import type { CheckpointName } from '@innerloop/training';
import { fileCheckpoints } from '@innerloop/training/node';
import { withOverrides } from '../config/overrides.js';
import { experimentOf } from '../experiment/experiment-of.js';
import type { Experiment } from '../experiment/experiment.js';
import { openRun } from './run-folder.js';

/** A trained run, ready to learn tasks. It owns its parameters until it is disposed of. */
export interface TrainedRun {
  readonly name: string;
  /** Meta-iterations that the parameters have seen. */
  readonly iteration: number;
  readonly learner: AnyLearner;
  readonly params: ParamTree;
  readonly experiment: Experiment;
  /** Learns one task: no task axis, plain labels. Dispose of the task when done. */
  adapt(examples: TaskExamples, options?: { readonly seed?: number }): AdaptedTask;
  dispose(): void;
}

/** Which checkpoint, and where its data are now. */
export interface LoadOptions {
  readonly checkpoint?: CheckpointName;
  /** Replaces `data.path` of the configuration: data are read only when tasks are sampled. */
  readonly data?: string;
}

/**
 * Opens a run folder that `innerloop train` made.
 *
 * Starts the default engine where none was chosen with `useBackend`.
 *
 * @param options.checkpoint  `last` (default) or `best`, by validation
 * @throws InvalidDataError if the folder is no run
 * @throws CheckpointError if the checkpoint is missing, damaged or of another model
 */
export async function load(path: string, options: LoadOptions = {}): Promise<TrainedRun> {
  const name = options.checkpoint ?? 'last';
  const { folder, config } = await openRun(path);
  if (!gradientsReady()) await useBackend(wasm());
  const moved = options.data === undefined ? config : withOverrides(config, [`data.path=${JSON.stringify(options.data)}`]);
  const experiment = await experimentOf(moved);
  const { learner } = experiment;
  const checkpoint = await fileCheckpoints(folder.checkpoints).load(name);
  if (checkpoint === undefined) {
    throw new CheckpointError(`load: ${path} has no checkpoint '${name}'. ${name === 'best' ? 'Runs without validation have none: use last.' : 'Train it first.'}`);
  }
  const { params, ...others } = checkpoint.state;
  disposeTree(others);
  try {
    const expected = tidy(() => initialize(learner.specs, seed(0)));
    try {
      checkParams(params, expected);
    } finally {
      disposeTree(expected);
    }
  } catch (error) {
    disposeTree(params);
    throw error;
  }
  return {
    name: experiment.name,
    iteration: checkpoint.iteration,
    learner,
    params,
    experiment,
    adapt: (examples, settings) => adaptTask({ learner, params }, examples, settings),
    dispose: () => disposeTree(params),
  };
}
