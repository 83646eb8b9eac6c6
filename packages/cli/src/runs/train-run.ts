import { CheckpointError } from '@innerloop/core';
import type { ParamTree } from '@innerloop/core';
import { evaluate } from '@innerloop/evaluation';
import { train } from '@innerloop/training';
import type { Validation } from '@innerloop/training';
import { fileCheckpoints } from '@innerloop/training/node';
import type { Experiment } from '../experiment/experiment.js';
import { evaluationSize } from './evaluate-run.js';
import { continueMetricsLog, readMetricsLog } from './metrics-log.js';
import type { MetricsLog } from './metrics-log.js';
import type { RunFolder } from './run-folder.js';

export interface TrainRunOptions {
  readonly experiment: Experiment;
  readonly folder: RunFolder;
  readonly resume: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainRunProgress) => void;
}

export interface TrainRunProgress {
  readonly iteration: number;
  readonly iterations: number;
  readonly loss: number;
  /** The last validation, if there was one. */
  readonly validation?: number | undefined;
}

export interface TrainRunResult {
  readonly iteration: number;
  readonly finished: boolean;
}

async function validationOf(experiment: Experiment): Promise<Validation | undefined> {
  const { data, learner, metric, training, evaluation } = experiment;
  const { validation } = training;
  if (validation === undefined) return undefined;
  const tasks = await data.open(validation.split, evaluationSize(experiment));
  return {
    every: validation.every,
    better: metric.better,
    measure: async (params: ParamTree) => {
      const result = await evaluate({ learner, params, tasks, metric, episodes: validation.episodes, seed: evaluation.seed });
      return result.rows.at(-1)?.mean ?? Number.NaN;
    },
  };
}

/** Means over the iterations since the last line, about a thousand lines a run. */
function summarizer(log: MetricsLog, iterations: number): (iteration: number, loss: number, norm: number | undefined, validation: number | undefined) => void {
  const every = Math.max(1, Math.floor(iterations / 1000));
  const start = performance.now();
  let losses = 0;
  let norms = 0;
  let seen = 0;
  return (iteration, loss, norm = Number.NaN, validation) => {
    losses += loss;
    norms += norm;
    seen += 1;
    if (iteration % every !== 0 && validation === undefined && iteration !== iterations) return;
    const seconds = Math.round(performance.now() - start) / 1000;
    log.write({ iteration, loss: losses / seen, gradientNorm: norms / seen, seconds, ...(validation === undefined ? {} : { validation }) });
    losses = norms = seen = 0;
  };
}

/**
 * Trains a run, from its beginning or from its last checkpoint, and keeps checkpoints and metrics in its folder.
 *
 * @returns how far it came: `finished` is false when the signal stopped it
 * @throws CheckpointError if there is nothing to resume, or the checkpoint is damaged or of another configuration
 */
export async function trainRun({ experiment, folder, resume, signal, onProgress }: TrainRunOptions): Promise<TrainRunResult> {
  const { data, step, training } = experiment;
  const store = fileCheckpoints(folder.checkpoints);
  const from = resume ? await store.load('last') : undefined;
  if (resume && from === undefined) {
    throw new CheckpointError(`resume: ${folder.checkpoints} holds no checkpoint: the run stopped before its first. Train it anew.`);
  }
  const log = await continueMetricsLog(folder.metrics, from?.iteration ?? 0);
  const summarize = summarizer(log, training.iterations);
  let iteration = from?.iteration ?? 0;
  let validation: number | undefined;
  try {
    const steps = train({
      step,
      tasks: await data.open('train'),
      seed: training.seed,
      iterations: training.iterations,
      metaBatch: training.metaBatch,
      validation: await validationOf(experiment),
      checkpoints: { store, every: training.checkpointEvery },
      signal,
      from,
    });
    for await (const progress of steps) {
      iteration = progress.iteration;
      validation = progress.validation?.value ?? validation;
      summarize(iteration, progress.loss, progress.metrics['gradientNorm'], progress.validation?.value);
      onProgress?.({ iteration, iterations: training.iterations, loss: progress.loss, validation });
    }
  } finally {
    await log.close();
  }
  return { iteration, finished: iteration === training.iterations };
}

/** The iteration of a run's last checkpoint: where a progress bar begins. 0 where there is none. */
export async function lastIteration(folder: RunFolder): Promise<number> {
  return (await readMetricsLog(folder.metrics)).at(-1)?.iteration ?? 0;
}
