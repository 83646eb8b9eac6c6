import { readTable } from '@innerloop/data/node';
import type { Asker } from './ask.js';
import type { DataKind } from './plan.js';

type Settings = Readonly<Record<string, unknown>>;

const listed = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

const oneOrMore = (text: string): string | readonly string[] => {
  const names = listed(text);
  return names.length === 1 ? (names[0] as string) : names;
};

const columnsOf = async (path: string, { delimiter }: Settings): Promise<readonly string[]> =>
  (await readTable('init', path, typeof delimiter === 'string' ? delimiter : undefined)).columns;

/** Which columns of a table are what. */
async function tableSettings(path: string, given: Settings, ask: Asker): Promise<Settings> {
  if ('task' in given && 'y' in given) return given;
  const columns = await columnsOf(path, given);
  const there = columns.join(', ');
  const task = given['task'] ?? (await ask.text('task', `Which column names the task? There are ${there}.`, undefined));
  const y =
    given['y'] ??
    oneOrMore(await ask.text('y', `Which columns are predicted? With commas between. There are ${there}.`, undefined));
  const kind = given['kind'] ?? (await ask.text('kind', 'Is that regression or classification?', 'regression'));
  return { ...given, task, y, kind };
}

/** Which columns of a series are what, and how far back and ahead it looks. */
async function seriesSettings(path: string, given: Settings, ask: Asker): Promise<Settings> {
  if ('columns' in given && 'window' in given) return given;
  const there = (await columnsOf(path, given)).join(', ');
  const columns =
    given['columns'] ??
    listed(await ask.text('columns', `Which columns are seen and predicted? There are ${there}.`, undefined));
  const series =
    given['series'] ?? (await ask.text('series', 'Which column names the series? Nothing if all rows are one.', ''));
  const window = given['window'] ?? (await ask.count('How many steps are seen?', 8, 1));
  const horizon = given['horizon'] ?? (await ask.count('How many next steps are predicted?', 1, 1));
  return { ...given, columns, ...(series === '' ? {} : { series }), window, horizon };
}

/** Settings of data that only a person knows: those that were given, and those that are asked for. */
export async function settingsFor(
  kind: DataKind,
  path: string | undefined,
  given: Settings,
  ask: Asker,
): Promise<Settings> {
  if (kind === 'table' && path !== undefined) return tableSettings(path, given, ask);
  if (kind === 'series' && path !== undefined) return seriesSettings(path, given, ask);
  if (kind === 'features') return { standardize: true, ...given };
  if (kind === 'sampler')
    return {
      kind: given['kind'] ?? (await ask.text('kind', 'Is that regression or classification?', 'regression')),
      ...given,
    };
  return given;
}
