import type { Command } from 'commander';
import type { Prediction } from '@innerloop/core';
import { adaptFolder } from '../runs/adapt-run.js';
import type { FolderPrediction } from '../runs/adapt-run.js';
import { load } from '../runs/load.js';
import { loadOptions } from '../terminal/engine.js';

interface AdaptFlags {
  readonly support: string;
  readonly query: string;
  readonly json?: boolean;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const likeliest = (left: Prediction['probabilities'][number], right: Prediction['probabilities'][number]): number =>
  right.probability - left.probability;

function inWords({ file, prediction: { label, probabilities } }: FolderPrediction): string {
  const all = [...probabilities].sort(likeliest).map((each) => `${each.label} ${percent(each.probability)}`);
  return `${file}: ${label} (${all.join(', ')})`;
}

/** `innerloop adapt RUN` */
export const adaptCommand = (program: Command): Command =>
  program
    .command('adapt')
    .summary('learn classes from a folder of pictures and tell those of another folder apart')
    .argument('<run>', 'run folder')
    .requiredOption('--support <dir>', 'pictures to learn from: DIR/class/image')
    .requiredOption('--query <dir>', 'pictures to classify: DIR/class/image, or DIR/image')
    .option('--json', 'print JSON, a line a picture')
    .action(async (path: string, { support, query, json = false }: AdaptFlags, command: Command) => {
      const run = await load(path, loadOptions(command));
      try {
        for (const told of await adaptFolder(run, { support, query })) {
          const line = json ? JSON.stringify({ file: told.file, ...told.prediction }) : inWords(told);
          process.stdout.write(`${line}\n`);
        }
      } finally {
        run.dispose();
      }
    });
