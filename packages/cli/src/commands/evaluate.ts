import { Option } from 'commander';
import type { Command } from 'commander';
import { formatEvaluation } from '@innerloop/evaluation';
import type { Split } from '@innerloop/core';
import writeFileAtomic from 'write-file-atomic';
import { evaluateExperiment } from '../runs/evaluate-run.js';
import { load } from '../runs/load.js';
import { runFolder } from '../runs/run-folder.js';
import { startEngine } from '../terminal/engine.js';
import { positiveInteger, stepList, wholeNumber } from '../terminal/arguments.js';
import { progressDisplay } from '../terminal/progress.js';

interface EvaluateFlags {
  readonly data?: string;
  readonly split?: Split;
  readonly ways?: number;
  readonly shots?: number;
  readonly queries?: number;
  readonly episodes?: number;
  readonly seed?: number;
  readonly steps?: readonly number[];
  readonly checkpoint: 'last' | 'best';
  readonly json?: boolean;
}

/** `innerloop evaluate RUN` */
export const evaluateCommand = (program: Command): Command =>
  program
    .command('evaluate')
    .summary('measure a trained run on held-out tasks')
    .argument('<run>', 'run folder')
    .option('--data <path>', 'the data set is here now')
    .addOption(new Option('--split <name>', 'tasks of this split').choices(['train', 'holdout', 'validation', 'test']))
    .option('--ways <n>', 'classes a task', positiveInteger)
    .option('--shots <k>', 'support examples a class', positiveInteger)
    .option('--queries <q>', 'query examples a class', positiveInteger)
    .option('--episodes <m>', 'tasks', positiveInteger)
    .option('--seed <s>', 'of the tasks', wholeNumber)
    .option('--steps <list>', 'inner steps after which to measure, such as 0,1,5,10', stepList)
    .addOption(new Option('--checkpoint <name>').choices(['last', 'best']).default('last'))
    .option('--json', 'print JSON')
    .action(async (path: string, flags: EvaluateFlags, command: Command) => {
      await startEngine(command.optsWithGlobals<{ backend: 'wasm' | 'cpu' }>().backend);
      const { data, checkpoint, json, ...overrides } = flags;
      const run = await load(path, { checkpoint, ...(data === undefined ? {} : { data }) });
      const display = progressDisplay({ label: 'evaluate' });
      try {
        const result = await evaluateExperiment(run.experiment, run.params, overrides, ({ done, episodes }) =>
          display.update(done, episodes, 'tasks'),
        );
        display.stop();
        if (Object.keys(overrides).length === 0) {
          await writeFileAtomic(runFolder(path).evaluation, `${JSON.stringify(result, null, 2)}\n`);
        }
        process.stdout.write(`${json === true ? JSON.stringify(result) : formatEvaluation(result)}\n`);
      } finally {
        display.stop();
        run.dispose();
      }
    });
