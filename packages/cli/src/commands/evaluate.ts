import { Option } from 'commander';
import type { Command } from 'commander';
import { formatEvaluation } from '@innerloop/evaluation';
import { saveEvaluation } from '../runs/evaluation-file.js';
import { evaluateExperiment } from '../runs/evaluate-run.js';
import type { EvaluationOverrides, EvaluationWatch } from '../runs/evaluate-run.js';
import { load } from '../runs/load.js';
import { numberList, positiveInteger, wholeNumber } from '../terminal/arguments.js';
import { loadOptions } from '../terminal/engine.js';
import { interruptible } from '../terminal/interrupt.js';
import { progressDisplay } from '../terminal/progress.js';

interface EvaluateFlags extends EvaluationOverrides {
  readonly data?: string;
  readonly checkpoint: 'last' | 'best';
  readonly json?: boolean;
}

/** Runs an evaluation with its progress shown; Ctrl-C ends it. */
async function watchEvaluation<T>(evaluate: (watch: EvaluationWatch) => Promise<T>): Promise<T> {
  const display = progressDisplay({ label: 'evaluate' });
  const { signal, release } = interruptible(() => display.stop());
  try {
    return await evaluate({ signal, onProgress: ({ done, episodes }) => display.update(done, episodes, 'tasks') });
  } finally {
    display.stop();
    release();
  }
}

async function evaluateCommandOf(path: string, flags: EvaluateFlags, command: Command): Promise<void> {
  const { data, checkpoint, json = false, ...overrides } = flags;
  const run = await load(path, { checkpoint, data, ...loadOptions(command) });
  try {
    const result = await watchEvaluation((watch) => evaluateExperiment(run.experiment, run.params, overrides, watch));
    process.stdout.write(`${json ? JSON.stringify(result) : formatEvaluation(result)}\n`);
    if (checkpoint === 'last' && Object.keys(overrides).length === 0) await saveEvaluation(run, result);
  } finally {
    run.dispose();
  }
}

/** `innerloop evaluate RUN` */
export const evaluateCommand = (program: Command): Command =>
  program
    .command('evaluate')
    .summary('measure a trained run on held-out tasks')
    .argument('<run>', 'run folder')
    .option('--data <path>', 'where the data set is now, if not where the configuration says')
    .addOption(new Option('--split <name>', 'tasks of this split').choices(['train', 'holdout', 'validation', 'test']))
    .option('--ways <n>', 'classes a task', positiveInteger)
    .option('--shots <k>', 'support examples a class', positiveInteger)
    .option('--queries <q>', 'query examples a class', positiveInteger)
    .option('--episodes <m>', 'number of tasks', positiveInteger)
    .option('--seed <s>', 'names the stream of tasks', wholeNumber)
    .option('--steps <list>', 'inner steps after which to measure, such as 0,1,5,10', numberList)
    .addOption(new Option('--checkpoint <name>', 'parameters to measure').choices(['last', 'best']).default('last'))
    .option('--json', 'print JSON')
    .action(evaluateCommandOf);
