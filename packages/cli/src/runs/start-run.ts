import type { Split } from '@innerloop/core';
import { unplacedSplits } from '../config/data-places.js';
import type { Experiment } from '../experiment/experiment.js';
import { aboutRun } from './about.js';
import { checkAhead } from './check-ahead.js';
import { createRun, removeRun, requireFreeFolder } from './run-folder.js';
import { saveClasses } from './run-classes.js';
import { trainRun } from './train-run.js';
import type { TrainingWatch, TrainRunResult } from './train-run.js';

export interface StartRunOptions extends TrainingWatch {
  /** What `config` describes: `experimentOf(config)`. */
  readonly experiment: Experiment;
  readonly config: unknown;
  /** The folder to make; it may exist if it is empty. */
  readonly out: string;
  /** Told what does not stop training and will be missing later. Default: a warning of the process. */
  readonly onMessage?: ((message: string) => void) | undefined;
}

/** Says so where the split to evaluate on has no data yet; training and validation need theirs now. */
function splitsToCome({ experiment, config, onMessage = process.emitWarning }: StartRunOptions): readonly Split[] {
  const { training, evaluation } = experiment;
  const needed: readonly (Split | undefined)[] = ['train', training.validation?.split];
  const coming = unplacedSplits(config).filter((split) => !needed.includes(split));
  const later = coming.find((split) => split === evaluation.split);
  if (later !== undefined) {
    onMessage(
      `The configuration has no data for the split '${later}', which it evaluates on: give data.path.${later}, or later innerloop evaluate RUN --data ${later}=PATH.`,
    );
  }
  return coming;
}

/**
 * Trains a new run in a folder of its own.
 *
 * What the configuration needs later is looked at before: the splits to validate and to evaluate on, and whether the learner fits them.
 * What fails before the first iteration, data that are missing for instance, leaves no folder behind.
 *
 * @throws ConfigError if the folder holds something, or cannot be made
 * @throws InvalidDataError if data are missing or damaged
 */
export async function startRun({ config, out, onMessage, ...options }: StartRunOptions): Promise<TrainRunResult> {
  await requireFreeFolder(out);
  const without = splitsToCome({ config, out, onMessage, ...options });
  await checkAhead(options.experiment, { without, onMessage: onMessage ?? process.emitWarning });
  const folder = await createRun(out, config, aboutRun(options.experiment));
  await saveClasses(folder, options.experiment, without);
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
