import { disposeTree, DivergenceError } from '@innerloop/core';
import type { ParamTree } from '@innerloop/core';
import { evaluate } from '@innerloop/evaluation';
import type { EvaluationProgress, EvaluationResult } from '@innerloop/evaluation';
import { train } from '@innerloop/training';
import type { Checkpoint, CheckpointStore, Validation } from '@innerloop/training';
import { fileCheckpoints } from '@innerloop/training/node';
import { setImmediate } from 'node:timers/promises';
import type { Experiment } from '../experiment/experiment.js';
import { curvatureWarning } from './curvature-warning.js';
import { evaluationSize } from './evaluate-run.js';
import { continueMetricsLog } from './metrics-log.js';
import type { MetricsLog } from './metrics-log.js';
import { metricsSummary } from './metrics-summary.js';
import { lockRun } from './run-lock.js';
import { removeLeftovers } from './run-folder.js';
import type { RunFolder } from './run-folder.js';
import { soOften } from './so-often.js';

/** How training is watched and stopped. */
export interface TrainingWatch {
  /** Stops within some 50 ms, after the iteration at hand, with everything saved. */
  readonly signal?: AbortSignal | undefined;
  /** Told of the first iteration, of the last, and of one every 50 ms or so between them. */
  readonly onProgress?: ((progress: TrainRunProgress) => void) | undefined;
}

export interface TrainRunOptions extends TrainingWatch {
  readonly experiment: Experiment;
  readonly folder: RunFolder;
  /** Go on from the last checkpoint, or from the beginning where a kill came before the first. */
  readonly resume: boolean;
}

export interface TrainRunProgress {
  readonly iteration: number;
  readonly iterations: number;
  readonly loss: number;
  /** The last validation, if there was one. */
  readonly validation?: number | undefined;
  /** Present while a validation is on its way. */
  readonly validating?: EvaluationProgress | undefined;
}

export interface TrainRunResult extends Pick<TrainRunProgress, 'iteration' | 'iterations' | 'validation'> {
  readonly path: string;
  /** Iterations that were done before this training. */
  readonly from: number;
  /** False when the signal stopped it. */
  readonly finished: boolean;
  /** Of the last iteration; absent if there was none. */
  readonly loss?: number | undefined;
}

/** @throws DivergenceError that says when, if adaptation left the finite numbers on a validation task: that is no figure */
async function measured(iteration: number, validate: () => Promise<EvaluationResult>): Promise<number> {
  try {
    return (await validate()).rows.at(-1)?.mean ?? Number.NaN;
  } catch (error) {
    if (!(error instanceof DivergenceError)) throw error;
    throw new DivergenceError(`train: validation at iteration ${iteration}: ${error.message}`, { cause: error });
  }
}

/** Told of a validation that is on its way, and of its iteration. */
type Validating = (iteration: number, progress: EvaluationProgress) => void;

async function validationOf(experiment: Experiment, onProgress: Validating): Promise<Validation | undefined> {
  const { data, learner, metric, training, evaluation } = experiment;
  const { validation } = training;
  if (validation === undefined) return undefined;
  const tasks = await data.open(validation.split, evaluationSize(experiment));
  const { every, episodes, seed } = validation;
  const { batch } = evaluation;
  const inference = evaluation.inference === 'both' ? 'inductive' : evaluation.inference;
  const of = { learner, tasks, metric, episodes, batch, seed, inference };
  return {
    every,
    better: metric.better,
    measure: (params: ParamTree, iteration) =>
      measured(iteration, () => evaluate({ ...of, params, onProgress: (progress) => onProgress(iteration, progress) })),
  };
}

/** A store that writes what the log has taken first: the log never lacks what a checkpoint knows. */
const afterLog = (log: MetricsLog, store: CheckpointStore): CheckpointStore => ({
  ...store,
  save: async (name, checkpoint) => {
    log.flush();
    await store.save(name, checkpoint);
  },
});

/** Trains on from a checkpoint. */
async function trainFrom(from: Checkpoint | undefined, options: TrainRunOptions): Promise<TrainRunResult> {
  const { experiment, folder, signal, onProgress } = options;
  const { data, step, training } = experiment;
  const { iterations, seed, metaBatch } = training;
  const tasks = await data.open('train');
  let last: TrainRunProgress | undefined;
  const dueToTell = soOften(200);
  const validation = await validationOf(experiment, (iteration, validating) => {
    if (last !== undefined && dueToTell()) onProgress?.({ ...last, iteration, validating });
  });
  const begun = from?.iteration ?? 0;
  const log = await continueMetricsLog(folder.metrics, begun);
  const checkpoints = { store: afterLog(log, fileCheckpoints(folder.checkpoints)), every: training.checkpointEvery };
  try {
    const summarize = metricsSummary(log, iterations);
    const due = soOften(50);
    const watchCurvature = curvatureWarning();
    const steps = train({ step, tasks, seed, iterations, metaBatch, validation, checkpoints, signal, from });
    for await (const { iteration, loss, metrics, validation: validated } of steps) {
      watchCurvature(iteration, metrics);
      const value = Number.isFinite(validated?.value) ? validated?.value : undefined;
      last = { iteration, iterations, loss, validation: value ?? last?.validation };
      summarize({ iteration, loss, gradientNorm: metrics['gradientNorm'] ?? Number.NaN, validation: value });
      if (!due() && iteration !== iterations) continue;
      onProgress?.(last);
      log.flush();
      // The engine computes without waiting for anything: without a turn of the event loop no signal would be heard.
      await setImmediate();
    }
  } finally {
    log.close();
  }
  const iteration = last?.iteration ?? begun;
  return { ...last, path: folder.path, from: begun, iteration, iterations, finished: iteration >= iterations };
}

/**
 * Trains a run, from its beginning or from its last checkpoint, and keeps checkpoints and metrics in its folder.
 *
 * A run that was stopped, by a signal or by a kill at any moment, and resumed ends with the same parameters, bit for bit, as one that was not.
 * One process trains a run at a time.
 *
 * @throws InvalidDataError if another process trains the run
 * @throws CheckpointError if the checkpoint is damaged or of another configuration
 * @throws OutputError if the folder cannot be written to
 */
export async function trainRun(options: TrainRunOptions): Promise<TrainRunResult> {
  const { path, lock } = options.folder;
  const release = await lockRun(path, lock);
  try {
    return await trainLocked(options);
  } finally {
    await release();
  }
}

async function trainLocked(options: TrainRunOptions): Promise<TrainRunResult> {
  const { experiment, folder, resume } = options;
  const { iterations } = experiment.training;
  if (!resume) return trainFrom(undefined, options);
  await removeLeftovers(folder);
  const from = await fileCheckpoints(folder.checkpoints).load('last');
  if (from === undefined) return trainFrom(undefined, options);
  try {
    const { iteration } = from;
    if (iteration < iterations) return await trainFrom(from, options);
    return { path: folder.path, from: iteration, iteration, iterations, finished: true };
  } finally {
    disposeTree(from.state);
  }
}
