import { lastIteration, trainRun } from '../runs/train-run.js';
import type { TrainRunOptions } from '../runs/train-run.js';
import { exitCodes } from './exit-codes.js';
import { interruptible } from './interrupt.js';
import { progressDisplay } from './progress.js';
import { significant } from './numbers.js';

/** Trains with a progress display; Ctrl-C saves, says how to resume, and sets the exit status. */
export async function withTraining(options: Omit<TrainRunOptions, 'signal' | 'onProgress'>): Promise<void> {
  const { experiment, folder } = options;
  const { signal, release } = interruptible(() => process.stderr.write('\nstopping: saving the run …\n'));
  const display = progressDisplay({ label: experiment.name, from: options.resume ? await lastIteration(folder) : 0 });
  try {
    const result = await trainRun({
      ...options,
      signal,
      onProgress: ({ iteration, iterations, loss, validation }) => {
        const validated =
          validation === undefined ? '' : ` · validation ${experiment.metric.name} ${significant(validation)}`;
        display.update(iteration, iterations, `loss ${significant(loss)}${validated}`);
      },
    });
    display.stop();
    if (result.finished) {
      process.stdout.write(
        `trained ${result.iteration} iterations: ${folder.path}\nnext: innerloop evaluate ${folder.path}\n`,
      );
    } else {
      process.stdout.write(`saved at iteration ${result.iteration}. Go on with: innerloop resume ${folder.path}\n`);
      process.exitCode = exitCodes.interrupted;
    }
  } finally {
    display.stop();
    release();
  }
}
