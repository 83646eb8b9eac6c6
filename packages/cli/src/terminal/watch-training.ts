import type { Experiment } from '../experiment/experiment.js';
import type { TrainingWatch, TrainRunResult } from '../runs/train-run.js';
import { exitCodes } from './exit-codes.js';
import { interruptible } from './interrupt.js';
import { significant } from './numbers.js';
import { progressDisplay } from './progress.js';
import { taskWords } from './task-words.js';

/** What is trained. */
export interface Trained {
  /** What messages call it. */
  readonly label: string;
  readonly experiment: Pick<Experiment, 'data'>;
}

function noteOf({ loss, validation }: Pick<TrainRunResult, 'loss' | 'validation'>): string {
  const parts = [
    ...(loss === undefined ? [] : [`loss ${significant(loss)}`]),
    ...(validation === undefined ? [] : [`validation ${significant(validation)}`]),
  ];
  return parts.join(' · ');
}

function outcome(result: TrainRunResult, subject: string): string {
  const { path, from, iteration, iterations, finished } = result;
  const next = `Next: innerloop evaluate ${path}\n`;
  if (!finished)
    return `Saved ${path} at iteration ${iteration} of ${iterations}.\nGo on with: innerloop resume ${path}\n`;
  if (from === iteration) return `${path} is finished: ${iteration} iterations are done. Nothing to do.\n${next}`;
  return `Trained ${path}: ${[`${iteration} iterations of ${subject}`, noteOf(result)].join(' · ')}\n${next}`;
}

/**
 * Shows how training goes and prints how it ended. Ctrl-C saves, says how to resume, and sets the exit status.
 */
export async function watchTraining(
  { label, experiment: { data } }: Trained,
  train: (watch: TrainingWatch) => Promise<TrainRunResult>,
): Promise<void> {
  const subject = taskWords(data.kind, { ...data.size, leastWays: data.leastWays }, data.name, 'train');
  const display = progressDisplay({ label, subject });
  const { signal, release } = interruptible(() => {
    display.stop();
    process.stderr.write('Stopping: saving the run. Again to end at once.\n');
  });
  try {
    const result = await train({
      signal,
      onProgress: (progress) => {
        const { iteration, iterations, validating } = progress;
        const validation = validating === undefined ? [] : [`validating ${validating.done}/${validating.episodes}`];
        display.update(iteration, iterations, [noteOf(progress), ...validation].join(' · '));
      },
    });
    display.stop();
    process.stdout.write(outcome(result, subject));
    if (!result.finished) process.exitCode = exitCodes.interrupted;
  } finally {
    display.stop();
    release();
  }
}
