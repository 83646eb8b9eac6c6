import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Experiment } from '../experiment/experiment.js';
import { openExperiment } from '../runs/open-experiment.js';
import { trainRun } from '../runs/train-run.js';
import { chosenEngine, startEngine, tell } from '../terminal/engine.js';
import { watchTraining } from '../terminal/watch-training.js';

/** Rounding differs, and so does what comes after it; nothing else does. */
const otherwise = ({ compiled }: Pick<Experiment, 'compiled'>): string =>
  `The run began ${compiled ? 'without being compiled' : 'as compiled code'} and goes on ${compiled ? 'as compiled code' : 'without being compiled'}: equal to rounding, not to the bit.`;

/** `innerloop resume RUN` */
export const resumeCommand = (program: Command): Command =>
  program
    .command('resume')
    .summary('go on with a run that was stopped, as if it had not been')
    .argument('<run>', 'run folder')
    .action(async (path: string, _flags: unknown, command: Command) => {
      const { folder, about, experiment } = await openExperiment(path, {
        engine: chosenEngine(command),
        onMessage: tell,
      });
      await startEngine(command, experiment.engine);
      if ((about.compiled ?? false) !== experiment.compiled) tell(otherwise(experiment));
      await watchTraining(basename(resolve(path)), (watch) => trainRun({ experiment, folder, resume: true, ...watch }));
    });
