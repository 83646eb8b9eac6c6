import type { Experiment } from '../experiment/experiment.js';
import { aboutRun } from './about.js';
import { evaluationSize } from './evaluate-run.js';
import { createRun, removeRun } from './run-folder.js';
import { trainRun } from './train-run.js';
import type { TrainingWatch, TrainRunResult } from './train-run.js';

export interface StartRunOptions extends TrainingWatch {
  /** What `config` describes: `experimentOf(config)`. */
  readonly experiment: Experiment;
  readonly config: unknown;
  /** The folder to make; it may exist if it is empty. */
  readonly out: string;
}

/**
 * Trains a new run in a folder of its own.
 *
 * What fails before the first iteration, data that are missing for instance, leaves no folder behind.
 *
 * @throws ConfigError if the folder holds something, or cannot be made
 * @throws InvalidDataError if data are missing or damaged
 */
export async function startRun({ config, out, ...options }: StartRunOptions): Promise<TrainRunResult> {
  const { data, training } = options.experiment;
  await data.open('train');
  if (training.validation !== undefined) await data.open(training.validation.split, evaluationSize(options.experiment));
  const folder = await createRun(out, config, aboutRun(options.experiment));
  const state = { begun: false };
  try {
    return await trainRun({
      ...options,
      folder,
      resume: false,
      onProgress: (progress) => {
        state.begun = true;
        options.onProgress?.(progress);
      },
    });
  } catch (error) {
    if (!state.begun) await removeRun(folder);
    throw error;
  }
}
