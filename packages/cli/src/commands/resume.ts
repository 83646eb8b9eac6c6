import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Experiment } from '../experiment/experiment.js';
import { openExperiment } from '../runs/open-experiment.js';
import { trainRun } from '../runs/train-run.js';
import { dataPlaces } from '../config/data-places.js';
import { dataOption } from '../terminal/data-option.js';
import type { DataFlags } from '../terminal/data-option.js';
import { buildOptions, chosenEngine, startEngine } from '../terminal/engine.js';
import { tell } from '../terminal/tell.js';
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
    .addOption(dataOption())
    .action(async (path: string, { data }: DataFlags, command: Command) => {
      const { folder, about, experiment } = await openExperiment(path, {
        data: dataPlaces(data),
        engine: chosenEngine(command),
        ...buildOptions(),
      });
      await startEngine(command, experiment.engine);
      if ((about.compiled ?? false) !== experiment.compiled) tell(otherwise(experiment));
      await watchTraining({ label: basename(resolve(path)), experiment }, (watch) =>
        trainRun({ experiment, folder, resume: true, ...watch }),
      );
    });
