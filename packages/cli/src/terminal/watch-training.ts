import type { TrainingWatch, TrainRunResult } from '../runs/train-run.js';
import { exitCodes } from './exit-codes.js';
import { interruptible } from './interrupt.js';
import { significant } from './numbers.js';
import { progressDisplay } from './progress.js';

function noteOf({ loss, validation }: Pick<TrainRunResult, 'loss' | 'validation'>): string {
  const parts = [
    ...(loss === undefined ? [] : [`loss ${significant(loss)}`]),
    ...(validation === undefined ? [] : [`validation ${significant(validation)}`]),
  ];
  return parts.join(' · ');
}

function outcome(result: TrainRunResult): string {
  const { path, from, iteration, iterations, finished } = result;
  const next = `Next: innerloop evaluate ${path}\n`;
  if (!finished)
    return `Saved ${path} at iteration ${iteration} of ${iterations}.\nGo on with: innerloop resume ${path}\n`;
  if (from === iteration) return `${path} is finished: ${iteration} iterations are done. Nothing to do.\n${next}`;
  return `Trained ${path}: ${[`${iteration} iterations`, noteOf(result)].join(' · ')}\n${next}`;
}

/**
 * Shows how training goes and prints how it ended. Ctrl-C saves, says how to resume, and sets the exit status.
 *
 * @param label  what is trained, for the progress display
 */
export async function watchTraining(
  label: string,
  train: (watch: TrainingWatch) => Promise<TrainRunResult>,
): Promise<void> {
  const display = progressDisplay({ label });
  const { signal, release } = interruptible(() => {
    display.stop();
    process.stderr.write('Stopping: saving the run. Again to end at once.\n');
  });
  try {
    const result = await train({
      signal,
      onProgress: (progress) => display.update(progress.iteration, progress.iterations, noteOf(progress)),
    });
    display.stop();
    process.stdout.write(outcome(result));
    if (!result.finished) process.exitCode = exitCodes.interrupted;
  } finally {
    display.stop();
    release();
  }
}
