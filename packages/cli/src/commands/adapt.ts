import type { Command } from 'commander';
import type { Prediction } from '@innerloop/core';
import { inferenceInWords } from '@innerloop/evaluation';
import { adaptFolder } from '../runs/adapt-run.js';
import type { AdaptFolderOptions, FolderPrediction } from '../runs/adapt-run.js';
import { scoreOf } from '../runs/confusions.js';
import { load } from '../runs/load.js';
import { loadOptions } from '../terminal/engine.js';
import { tell } from '../terminal/tell.js';
import { formatScore } from '../terminal/format-score.js';

interface AdaptFlags extends Pick<AdaptFolderOptions, 'support' | 'query' | 'transductive'> {
  readonly json?: boolean;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const likeliest = (left: Prediction['probabilities'][number], right: Prediction['probabilities'][number]): number =>
  right.probability - left.probability;

function inWords({ file, prediction: { label, probabilities } }: FolderPrediction): string {
  const all = [...probabilities].sort(likeliest).map((each) => `${each.label} ${percent(each.probability)}`);
  return `${file}: ${label} (${all.join(', ')})`;
}

/** Of all pictures, for people: the score where classes are known, and how was asked. */
function summaryOf(told: readonly FolderPrediction[], transductive: boolean): string {
  const score = scoreOf(told);
  return [
    ...(score === undefined ? [] : ['', formatScore(score), '']),
    `${told.length} pictures; ${inferenceInWords(transductive ? 'transductive' : 'inductive')}`,
  ].join('\n');
}

/** All as JSON: an object a picture, then one of them all. */
function jsonOf(told: readonly FolderPrediction[], transductive: boolean): string {
  const lines = told.map(({ file, truth, prediction }) => ({
    file,
    ...(truth === undefined ? {} : { truth }),
    ...prediction,
  }));
  const inference = transductive ? 'transductive' : 'inductive';
  return [...lines, { pictures: told.length, inference, ...scoreOf(told) }]
    .map((line) => JSON.stringify(line))
    .join('\n');
}

/** Lines on stdout, once they are out: after a pipe that was closed nothing more is said. */
const printed = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(`${text}\n`, (error) => (error ? reject(error) : resolve()));
  });

/** `innerloop adapt RUN` */
export const adaptCommand = (program: Command): Command =>
  program
    .command('adapt')
    .summary('learn classes from a folder of pictures and tell those of another folder apart')
    .argument('<run>', 'run folder')
    .requiredOption('--support <dir>', 'pictures to learn from: DIR/class/image')
    .requiredOption('--query <dir>', 'pictures to classify: DIR/class/image, which gives an accuracy, or DIR/image')
    .option('--transductive', 'let the pictures of the query inform each other; default: each is answered alone')
    .option('--json', 'print JSON: a line a picture, and one of all')
    .action(
      async (path: string, { support, query, transductive = false, json = false }: AdaptFlags, command: Command) => {
        const options = loadOptions(command);
        const run = await load(path, options);
        try {
          const told = await adaptFolder(run, {
            support,
            query,
            transductive,
            progress: options.progress,
            message: tell,
          });
          await printed(json ? jsonOf(told, transductive) : told.map(inWords).join('\n'));
          // Answers alone go to stdout: a line is a picture there, whoever reads them.
          if (!json) tell(summaryOf(told, transductive));
        } finally {
          run.dispose();
        }
      },
    );
