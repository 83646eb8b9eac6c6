import type { Command } from 'commander';
import { experimentOf } from '../experiment/experiment-of.js';
import { openRun } from '../runs/run-folder.js';
import { startEngine } from '../terminal/engine.js';
import { withTraining } from '../terminal/training.js';

/** `innerloop resume RUN` */
export const resumeCommand = (program: Command): Command =>
  program
    .command('resume')
    .summary('go on with a run that was stopped, as if it had not been')
    .argument('<run>', 'run folder')
    .action(async (path: string, _flags: unknown, command: Command) => {
      const { folder, config } = await openRun(path);
      await startEngine(command.optsWithGlobals<{ backend: 'wasm' | 'cpu' }>().backend);
      await withTraining({ experiment: await experimentOf(config), folder, resume: true });
    });
