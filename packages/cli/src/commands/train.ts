import { basename, extname, join } from 'node:path';
import type { Command } from 'commander';
import { readConfig } from '../config/read-config.js';
import { withOverrides } from '../config/overrides.js';
import { experimentOf } from '../experiment/experiment-of.js';
import { aboutRun } from '../runs/about.js';
import { createRun } from '../runs/run-folder.js';
import { startEngine } from '../terminal/engine.js';
import { withTraining } from '../terminal/training.js';

interface TrainFlags {
  readonly set: readonly string[];
  readonly out?: string;
  readonly backend: 'wasm' | 'cpu';
}

/** `innerloop train CONFIG` */
export const trainCommand = (program: Command): Command =>
  program
    .command('train')
    .summary('meta-train what a configuration describes')
    .argument('<config>', 'configuration file, YAML or JSON')
    .option(
      '--set <a.b=value>',
      'replace one setting; may be repeated',
      (value: string, before: string[]) => [...before, value],
      [],
    )
    .option('--out <folder>', 'run folder to make (default: runs/NAME, NAME from the configuration)')
    .action(async (path: string, flags: TrainFlags, command: Command) => {
      const config = withOverrides(await readConfig(path), flags.set);
      await startEngine(command.optsWithGlobals<TrainFlags>().backend);
      const experiment = await experimentOf(config);
      const name = experiment.name === 'run' ? basename(path, extname(path)) : experiment.name;
      const folder = await createRun(flags.out ?? join('runs', name), config, aboutRun(name));
      await withTraining({ experiment, folder, resume: false });
    });
