import { Command, Option } from 'commander';
import { adaptCommand } from './commands/adapt.js';
import { doctorCommand } from './commands/doctor.js';
import { evaluateCommand } from './commands/evaluate.js';
import { initCommand } from './commands/init.js';
import { listCommand } from './commands/list.js';
import { reportCommand } from './commands/report.js';
import { resumeCommand } from './commands/resume.js';
import { schemaCommand } from './commands/schema.js';
import { trainCommand } from './commands/train.js';
import { engineNames } from './experiment/engine.js';
import { exitCodesInWords } from './terminal/exit-codes.js';

/** The command line: each command parses, calls one public function and prints. */
export function createProgram(version: string): Command {
  const program = new Command('innerloop')
    .description(
      'Meta-learning on TensorFlow.js: train, evaluate and use learners that learn from a handful of examples.',
    )
    .version(version)
    .addOption(
      new Option('--backend <name>', 'what computes (default: what the configuration says, or wasm)').choices(
        engineNames,
      ),
    )
    .addHelpText('after', `\n${exitCodesInWords}`)
    .showHelpAfterError('(innerloop --help lists the commands)')
    .exitOverride();
  for (const add of [
    initCommand,
    trainCommand,
    resumeCommand,
    evaluateCommand,
    adaptCommand,
    reportCommand,
    listCommand,
    schemaCommand,
    doctorCommand,
  ]) {
    add(program).copyInheritedSettings(program);
  }
  return program;
}
