import type { Command } from 'commander';
import { adaptFolder } from '../runs/adapt-run.js';
import { load } from '../runs/load.js';
import { startEngine } from '../terminal/engine.js';

interface AdaptFlags {
  readonly support: string;
  readonly query: string;
  readonly json?: boolean;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** `innerloop adapt RUN` */
export const adaptCommand = (program: Command): Command =>
  program
    .command('adapt')
    .summary('learn classes from a folder of pictures and tell those of another folder apart')
    .argument('<run>', 'run folder')
    .requiredOption('--support <dir>', 'pictures to learn from: DIR/class/image')
    .requiredOption('--query <dir>', 'pictures to classify: DIR/class/image, or DIR/image')
    .option('--json', 'print JSON, a line a picture')
    .action(async (path: string, { support, query, json }: AdaptFlags, command: Command) => {
      await startEngine(command.optsWithGlobals<{ backend: 'wasm' | 'cpu' }>().backend);
      const run = await load(path);
      try {
        const told = await adaptFolder(run, { support, query });
        for (const { file, prediction } of told) {
          if (json === true) {
            process.stdout.write(`${JSON.stringify({ file, ...prediction })}\n`);
            continue;
          }
          const others = prediction.probabilities
            .map(({ label, probability }) => `${label} ${percent(probability)}`)
            .join(', ');
          process.stdout.write(`${file}: ${prediction.label} (${others})\n`);
        }
      } finally {
        run.dispose();
      }
    });
