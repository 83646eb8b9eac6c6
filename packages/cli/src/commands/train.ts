import { basename, extname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { withOverrides } from '../config/overrides.js';
import { readConfig } from '../config/read-config.js';
import { experimentOf } from '../experiment/experiment-of.js';
import { startRun } from '../runs/start-run.js';
import { repeated } from '../terminal/arguments.js';
import { buildOptions, chosenEngine, startEngine } from '../terminal/engine.js';
import { tell } from '../terminal/tell.js';
import { watchTraining } from '../terminal/watch-training.js';

interface TrainFlags {
  readonly set: readonly string[];
  readonly out?: string;
}

const nameOf = (file: string): string => basename(file, extname(file));

/** `innerloop train CONFIG` */
export const trainCommand = (program: Command): Command =>
  program
    .command('train')
    .summary('meta-train what a configuration describes')
    .argument('<config>', 'configuration file, YAML or JSON')
    .option('--set <a.b=value>', 'replace one setting of the configuration; may be repeated', repeated, [])
    .option('--out <folder>', 'run folder to make, new or empty (default: runs/NAME, NAME from the configuration)')
    .action(async (file: string, { set, out }: TrainFlags, command: Command) => {
      const engine = chosenEngine(command);
      // A run remembers its engine: resumed on another, it would not be the same to the bit.
      const settings = engine === undefined ? set : [...set, `engine=${engine}`];
      const config = withOverrides(await readConfig(file, { name: nameOf(file) }), settings);
      const experiment = await experimentOf(config, buildOptions());
      await startEngine(command, experiment.engine);
      const path = out ?? join('runs', experiment.name);
      await watchTraining({ label: basename(resolve(path)), experiment }, (watch) =>
        startRun({ experiment, config, out: path, onMessage: tell, ...watch }),
      );
    });
