import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { openExperiment } from '../runs/open-experiment.js';
import { trainRun } from '../runs/train-run.js';
import { startEngine } from '../terminal/engine.js';
import { watchTraining } from '../terminal/watch-training.js';

/** `innerloop resume RUN` */
export const resumeCommand = (program: Command): Command =>
  program
    .command('resume')
    .summary('go on with a run that was stopped, as if it had not been')
    .argument('<run>', 'run folder')
    .action(async (path: string, _flags: unknown, command: Command) => {
      const { folder, experiment } = await openExperiment(path);
      await startEngine(command, experiment.engine);
      await watchTraining(basename(resolve(path)), (watch) => trainRun({ experiment, folder, resume: true, ...watch }));
    });
