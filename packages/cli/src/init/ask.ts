import input from '@inquirer/input';
import select from '@inquirer/select';
import type { DataKind, LearnerChoice } from './plan.js';
import { learnerChoices } from './plan.js';

/** Asks for what was not given. */
export interface Asker {
  kind(): Promise<DataKind>;
  path(kind: DataKind): Promise<string>;
  /** A setting of the data, by its name there; empty where there is nothing to say and that is allowed. */
  text(setting: string, question: string, proposed: string | undefined): Promise<string>;
  learner(possible: readonly LearnerChoice[]): Promise<LearnerChoice>;
  /** A whole number from `least` to `most`. */
  count(question: string, proposed: number, least: number, most?: number): Promise<number>;
  file(proposed: string): Promise<string>;
}

const kinds: readonly { readonly value: DataKind; readonly name: string }[] = [
  { value: 'pictures', name: 'pictures: a folder or zip, a folder for each class' },
  { value: 'features', name: 'features: vectors in a .npz file, with labels' },
  { value: 'table', name: 'a table: a .csv file whose rows belong to tasks' },
  { value: 'series', name: 'series: a .csv file of values over time' },
  { value: 'sampler', name: 'a function of mine that draws tasks: a module that exports sample' },
  { value: 'module', name: 'a plugin of mine with a data set' },
  { value: 'glyphs', name: 'nothing yet: invented handwriting, to try classification' },
  { value: 'sinusoids', name: 'nothing yet: sine curves, to try regression' },
];

const learners: Readonly<Record<LearnerChoice, string>> = {
  prototypical: 'prototypical networks: quick, any number of classes at test',
  ridge: 'ridge: solves for a head on learned features',
  maml: 'MAML: gradient descent from a learned beginning',
};

/** Asks on the terminal. */
export const terminalAsker: Asker = {
  kind: () => select({ message: 'What do you have?', choices: kinds }),
  path: (kind) =>
    input({
      message: `Where are the ${kind}?`,
      validate: (text) => text.trim() !== '' || 'Type the path of a folder or file.',
    }),
  text: (_setting, question, proposed) =>
    input({
      message: question,
      ...(proposed === undefined ? {} : { default: proposed }),
      validate: (typed) => proposed !== undefined || typed.trim() !== '' || 'Type a name.',
    }),
  learner: (possible) =>
    select({
      message: 'How should it learn?',
      choices: learnerChoices
        .filter((value) => possible.includes(value))
        .map((value) => ({ value, name: learners[value] })),
    }),
  count: async (question, proposed, least, most = Infinity) => {
    const fits = (text: string): boolean =>
      Number.isInteger(Number(text)) && Number(text) >= least && Number(text) <= most;
    const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
    const text = await input({
      message: question,
      default: String(proposed),
      validate: (typed) => fits(typed) || `Type a whole number ${range}.`,
    });
    return Number(text);
  },
  file: (proposed) => input({ message: 'Which file should be written?', default: proposed }),
};

/** Takes what is proposed: for scripts. */
export const silentAsker = (missing: (what: string, question?: string) => never): Asker => ({
  kind: () => Promise.resolve(missing('--data PATH')),
  path: () => Promise.resolve(missing('--data PATH')),
  text: (setting, question, proposed) => Promise.resolve(proposed ?? missing(`--set data.${setting}=NAME`, question)),
  learner: (possible) => Promise.resolve(possible[0] ?? 'maml'),
  count: (_question, proposed: number) => Promise.resolve(proposed),
  file: (proposed) => Promise.resolve(proposed),
});
