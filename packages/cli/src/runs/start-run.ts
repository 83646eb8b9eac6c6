import type { Experiment } from '../experiment/experiment.js';
import { aboutRun } from './about.js';
import { createRun } from './run-folder.js';
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
 * The data are opened first, so that nothing is left behind where they are missing or do not fit.
 *
 * @throws ConfigError if the folder holds something, or cannot be made
 * @throws InvalidDataError if data are missing or damaged
 */
export async function startRun({ config, out, ...options }: StartRunOptions): Promise<TrainRunResult> {
  const { experiment } = options;
  const { validation } = experiment.training;
  await experiment.data.open('train');
  if (validation !== undefined) await experiment.data.open(validation.split);
  const folder = await createRun(out, config, aboutRun(experiment.name));
  return trainRun({ ...options, folder, resume: false });
}
