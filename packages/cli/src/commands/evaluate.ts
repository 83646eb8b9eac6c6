import { Option } from 'commander';
import type { Command } from 'commander';
import { formatEvaluation } from '@innerloop/evaluation';
import { dataPlaces, placedSplits } from '../config/data-places.js';
import type { DataPlaces } from '../config/data-places.js';
import type { Experiment } from '../experiment/experiment.js';
import { saveEvaluation } from '../runs/evaluation-file.js';
import { evaluateExperiment, evaluationSize } from '../runs/evaluate-run.js';
import type { EvaluationOverrides, EvaluationWatch, ExperimentEvaluation } from '../runs/evaluate-run.js';
import { load } from '../runs/load.js';
import { checkPlaces } from '../runs/run-classes.js';
import { numberList, positiveInteger, repeated, wholeNumber } from '../terminal/arguments.js';
import { dataOption } from '../terminal/data-option.js';
import type { DataFlags } from '../terminal/data-option.js';
import { loadOptions } from '../terminal/engine.js';
import { interruptible } from '../terminal/interrupt.js';
import { progressDisplay } from '../terminal/progress.js';
import { taskWords } from '../terminal/task-words.js';
import { tell } from '../terminal/tell.js';

interface EvaluateFlags extends EvaluationOverrides, DataFlags {
  readonly set: readonly string[];
  readonly checkpoint: 'last' | 'best';
  readonly json?: boolean;
}

/** Runs an evaluation with its progress shown; Ctrl-C ends it. */
async function watchEvaluation<T>(
  { data, evaluation }: Experiment,
  overrides: EvaluationOverrides,
  evaluate: (watch: EvaluationWatch) => Promise<T>,
): Promise<T> {
  const asked = evaluationSize({ evaluation }, overrides);
  const size = { ...data.size, ...asked, leastWays: asked.ways ?? data.leastWays };
  const subject = taskWords(data.kind, size, data.name, overrides.split ?? evaluation.split);
  const display = progressDisplay({ label: 'evaluate', subject });
  const { signal, release } = interruptible(() => display.stop());
  try {
    return await evaluate({ signal, onProgress: ({ done, episodes }) => display.update(done, episodes, '') });
  } finally {
    display.stop();
    release();
  }
}

/** What is measured where a split is given data of its own and no other is asked for: that split. */
function splitOf(places: DataPlaces | undefined): Pick<EvaluationOverrides, 'split'> {
  const named = typeof places === 'object' ? placedSplits.filter((split) => places[split] !== undefined) : [];
  return named.length === 1 ? { split: named[0] } : {};
}

async function evaluateCommandOf(path: string, flags: EvaluateFlags, command: Command): Promise<void> {
  const { data, set, checkpoint, json = false, ...given } = flags;
  const places = dataPlaces(data);
  const overrides = { ...splitOf(places), ...given };
  const run = await load(path, { checkpoint, data: places, set, ...loadOptions(command) });
  try {
    const split = overrides.split ?? run.experiment.evaluation.split;
    const warning = await checkPlaces(run, places, split);
    if (warning !== undefined) tell(warning);
    const result = await watchEvaluation(run.experiment, overrides, (watch) =>
      evaluateExperiment(run.experiment, run.params, overrides, watch),
    );
    process.stdout.write(
      `${json ? JSON.stringify(result) : `${formatEvaluation(result)}\n${whereOf(result, places)}`}\n`,
    );
    const asConfigured = Object.keys(overrides).length === 0 && set.length === 0;
    if (checkpoint === 'last' && asConfigured) await saveEvaluation(run, result);
  } finally {
    run.dispose();
  }
}

/** Which data, which split, and from where if that was said. */
function whereOf({ data, split }: ExperimentEvaluation, places: DataPlaces | undefined): string {
  const place = typeof places === 'string' ? places : places?.[split === 'holdout' ? 'train' : split];
  return `Data: ${data}, split ${split}${place === undefined ? '' : `, from ${place}`}.`;
}

/** `innerloop evaluate RUN` */
export const evaluateCommand = (program: Command): Command =>
  program
    .command('evaluate')
    .summary('measure a trained run on held-out tasks')
    .argument('<run>', 'run folder')
    .addOption(dataOption())
    .option(
      '--set <a.b=value>',
      'replace one setting that leaves the trained parameters their meaning, of evaluate or data; may be repeated',
      repeated,
      [],
    )
    .addOption(new Option('--split <name>', 'tasks of this split').choices(['train', 'holdout', 'validation', 'test']))
    .option('--ways <n>', 'classes a task', positiveInteger)
    .option('--shots <k>', 'support examples a class', positiveInteger)
    .option('--queries <q>', 'query examples a class', positiveInteger)
    .option('--episodes <m>', 'number of tasks', positiveInteger)
    .option('--seed <s>', 'names the stream of tasks', wholeNumber)
    .option('--steps <list>', 'inner steps after which to measure, such as 0,1,5,10', numberList)
    .option(
      '--presentations <list>',
      'examples of each class at which to measure, such as 1,2,5,10, for learners that read their support in order',
      numberList,
    )
    .addOption(new Option('--checkpoint <name>', 'parameters to measure').choices(['last', 'best']).default('last'))
    .option('--json', 'print JSON')
    .action(evaluateCommandOf);
