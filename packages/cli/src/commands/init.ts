import { ConfigError } from '@innerloop/core';
import type { Command } from 'commander';
import { Option } from 'commander';
import { existsSync } from 'node:fs';
import { parse } from 'yaml';
import { withOverrides } from '../config/overrides.js';
import { experimentOf } from '../experiment/experiment-of.js';
import { writeOutput } from '../files/write-output.js';
import { silentAsker, terminalAsker } from '../init/ask.js';
import type { Asker } from '../init/ask.js';
import { configurationText } from '../init/configuration.js';
import { makePlan } from '../init/make-plan.js';
import type { Given } from '../init/make-plan.js';
import { dataKinds, learnerChoices } from '../init/plan.js';
import { checkAhead } from '../runs/check-ahead.js';
import { positiveInteger, repeated } from '../terminal/arguments.js';
import { buildOptions, startEngine } from '../terminal/engine.js';
import { tell } from '../terminal/tell.js';

interface InitFlags extends Omit<Given, 'settings'> {
  readonly set: readonly string[];
  readonly yes?: boolean;
}

/** A question that cannot be asked. */
const missing = (what: string, question?: string): never => {
  const asked = question === undefined ? '' : ` ${question}`;
  throw new ConfigError(`init: pass ${what}, since there is no terminal to ask on.${asked}`);
};

const askerOf = ({ yes = false }: InitFlags): Asker =>
  process.stdin.isTTY && !yes ? terminalAsker : silentAsker(missing);

function requireNew(file: string): string {
  if (!existsSync(file)) return file;
  throw new ConfigError(`init: ${file} is there already, and is left as it is. Name another file, or remove it.`);
}

/** The settings of `data` among those of `--set`. */
function settingsOf(assignments: readonly string[]): Readonly<Record<string, unknown>> {
  const other = assignments.find((assignment) => !assignment.startsWith('data.'));
  if (other !== undefined) {
    throw new ConfigError(
      `init: --set takes settings of data, such as data.task=patient, got '${other}'. Edit the file for others.`,
    );
  }
  const { data = {} } = withOverrides({}, assignments) as { readonly data?: Readonly<Record<string, unknown>> };
  return data;
}

/** Nobody answered: Ctrl-C at a question. */
const isGivenUp = (error: unknown): boolean => error instanceof Error && error.name === 'ExitPromptError';

async function init(file: string | undefined, { set, yes, ...given }: InitFlags, command: Command): Promise<void> {
  if (file !== undefined) requireNew(file);
  await startEngine(command, 'wasm');
  const options = buildOptions();
  const ask = askerOf({ set, yes: yes ?? false });
  const plan = await makePlan({ ...given, settings: settingsOf(set) }, ask, {
    progress: options.progress,
    message: tell,
  });
  const target = file ?? requireNew(await ask.file(`${plan.name}.yaml`));
  const text = configurationText(plan, target);
  // What is written works: it is built, and its splits are looked at, as `train` does.
  await checkAhead(await experimentOf(parse(text), options));
  await writeOutput(target, text);
  process.stdout.write(`Wrote ${target}.\nNext: innerloop train ${target}\n`);
}

/** `innerloop init` */
export const initCommand = (program: Command): Command =>
  program
    .command('init')
    .summary('look at your data and write a configuration that trains, validates and evaluates')
    .argument('[file]', 'the configuration to write (default: NAME.yaml, NAME from the data)')
    .option('--data <path>', 'pictures (a folder or zip), features (.npz), a table or series (.csv), or a module (.js)')
    .addOption(new Option('--kind <kind>', 'what the data are, if their name does not tell').choices(dataKinds))
    .addOption(new Option('--learner <name>', 'how it learns').choices(learnerChoices))
    .option('--ways <n>', 'classes a task', positiveInteger)
    .option('--shots <k>', 'examples to learn from, a class', positiveInteger)
    .option('--queries <q>', 'examples to ask, a class', positiveInteger)
    .option('--iterations <n>', 'training iterations', positiveInteger)
    .option('--name <name>', 'names the run')
    .option('--set <data.a=value>', 'a setting of the data, such as data.task=patient; may be repeated', repeated, [])
    .option('--yes', 'ask nothing: take what is proposed')
    .action(async (file: string | undefined, flags: InitFlags, command: Command) => {
      try {
        await init(file, flags, command);
      } catch (error) {
        if (!isGivenUp(error)) throw error;
        throw new DOMException('Nothing was written.', 'AbortError');
      }
    });
