import { basename, extname } from 'node:path';
import type { Command } from 'commander';
import { withOverrides } from '../config/overrides.js';
import { readConfig } from '../config/read-config.js';
import { environment, formatFindings } from '../doctor/environment.js';
import { explainConfig } from '../doctor/explain-config.js';
import { formatExplanation } from '../doctor/format-explanation.js';
import { experimentOf } from '../experiment/experiment-of.js';
import { repeated } from '../terminal/arguments.js';
import { buildOptions, chosenEngine, startEngine } from '../terminal/engine.js';

interface DoctorFlags {
  readonly explain?: string;
  readonly full?: boolean;
  readonly set: readonly string[];
}

async function explain(file: string, { full = false, set }: DoctorFlags, command: Command): Promise<void> {
  const engine = chosenEngine(command);
  const name = basename(file, extname(file));
  const settings = engine === undefined ? set : [...set, `engine=${engine}`];
  const experiment = await experimentOf(withOverrides(await readConfig(file, { name }), settings), buildOptions());
  await startEngine(command, experiment.engine);
  const { compiled, plainStep } = experiment;
  process.stdout.write(`${plainStep.name}\n`);
  if (!compiled) process.stdout.write('Not compiled as it is configured: this is how it would be.\n');
  const explained = await explainConfig(experiment);
  if (typeof explained === 'string') {
    process.stdout.write(`Runs without being compiled. ${explained}\n`);
    return;
  }
  process.stdout.write(`\n${formatExplanation(explained)}\n`);
  if (full)
    process.stdout.write(`\ngraph\n${explained.step.printGraph()}\n\nkernels\n${explained.step.printKernels()}\n`);
}

/** `innerloop doctor` */
export const doctorCommand = (program: Command): Command =>
  program
    .command('doctor')
    .summary('what there is to run on, and how a configuration is compiled')
    .option('--explain <config>', 'the plan of this configuration’s training step: kernels, operations, memory, speed')
    .option('--full', 'with --explain: print graph and kernels as well')
    .option(
      '--set <a.b=value>',
      'with --explain: replace one setting of the configuration; may be repeated',
      repeated,
      [],
    )
    .action(async (flags: DoctorFlags, command: Command) => {
      if (flags.explain !== undefined) return explain(flags.explain, flags, command);
      await startEngine(command, 'wasm');
      process.stdout.write(`${formatFindings(environment())}\n`);
    });
