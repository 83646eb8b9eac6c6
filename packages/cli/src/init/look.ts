import { ConfigError } from '@innerloop/core';
import type { Listeners, Plugin } from '@innerloop/core';
import { stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { reasonOf } from '../files/reason.js';
import { ownPlugins, pluginsOf } from '../experiment/plugins.js';
import { lookAtPictures } from './look-at-pictures.js';
import { lookAtSource } from './look-at-source.js';
import type { SourceConfig } from './look-at-source.js';
import type { DataKind, Findings } from './plan.js';

/** What may be said of the data besides where they are. */
export interface LookOptions {
  readonly kind: DataKind;
  /** Where the data are; none for those that are invented. */
  readonly path?: string | undefined;
  /** Settings of `data` that were given. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** What a path most likely holds. @throws ConfigError if there is nothing there */
export async function kindOfPath(path: string): Promise<DataKind> {
  const found = await stat(path).catch((error: unknown) => {
    throw new ConfigError(`init: '${path}' is not there. Pass --data with a folder, an archive or a file of yours.`, {
      cause: error,
    });
  });
  if (found.isDirectory() || /\.zip$/i.test(path)) return 'pictures';
  if (/\.np[yz]$/i.test(path)) return 'features';
  if (/\.(csv|tsv|txt|data)$/i.test(path)) return 'table';
  if (/\.[cm]?[jt]s$/i.test(path)) return (await exportsSample(path)) ? 'sampler' : 'module';
  throw new ConfigError(
    `init: '${path}' is of no kind that is known by its name: pictures are a folder or .zip, features .npz, tables and series .csv, an own module .js. Say --kind.`,
  );
}

/** Whether a module exports the function `sample`, which draws tasks. */
async function exportsSample(path: string): Promise<boolean> {
  try {
    const module = (await import(pathToFileURL(resolve(path)).href)) as Readonly<Record<string, unknown>>;
    return typeof module['sample'] === 'function';
  } catch (error) {
    throw new ConfigError(
      `init: '${path}' cannot be loaded (${reasonOf(error)}). It must be a JavaScript module: its name ends with .mjs, or the package.json beside it has "type": "module".`,
      { cause: error },
    );
  }
}

const asModule = (path: string): string => {
  const from = relative('.', resolve(path));
  return isAbsolute(from) || from.startsWith('.') ? from : `./${from}`;
};

/** The data sets that a module provides. @throws ConfigError if there are none */
async function lookAtModule(
  path: string,
  settings: Readonly<Record<string, unknown>>,
  listeners: Listeners,
): Promise<Findings> {
  const plugin = asModule(path);
  const theirs: readonly Plugin[] = (await pluginsOf({ plugins: [plugin] })).filter(
    (each) => !ownPlugins.includes(each),
  );
  const names = theirs.flatMap(({ provides }) => Object.keys(provides.data ?? {}));
  const [use] = names;
  if (use === undefined) {
    throw new ConfigError(
      `init: '${path}' provides no data. It must export a plugin, { name, provides: { data: { NAME: component({ … }) } } }.`,
    );
  }
  const others = names.length > 1 ? { use: `there are also ${names.slice(1).join(', ')}` } : {};
  return lookAtSource({ data: { use, ...settings }, plugins: [plugin], comments: others }, listeners);
}

const invented: Readonly<Record<'glyphs' | 'sinusoids', SourceConfig>> = {
  glyphs: { data: { use: 'glyphs' }, comments: { use: 'invented handwriting: no files are needed' } },
  sinusoids: {
    data: { use: 'sinusoids' },
    comments: { use: 'sine curves of random amplitude and phase: no files are needed' },
  },
};

/** What the settings of a kind of data mean. */
const commentsOf: Readonly<Record<'features' | 'table' | 'series' | 'sampler', Readonly<Record<string, string>>>> = {
  features: { standardize: 'each feature by mean and deviation over the training classes' },
  table: {
    task: 'the column that names the task of each row',
    y: 'what is predicted; all other columns are seen, unless x names some',
    kind: 'regression, or classification where y is a class',
  },
  series: {
    columns: 'what is seen and predicted',
    window: 'steps that are seen',
    horizon: 'next steps that are predicted',
    series: 'the column that names the series of each row',
  },
  sampler: {
    path: 'exports sample, which draws a task and gives a function that draws its examples',
    kind: 'or classification',
  },
};

/**
 * Looks at what there is, and says how a configuration names it.
 *
 * @throws ConfigError if it is missing or of another kind
 * @throws InvalidDataError if tasks cannot be made of it
 */
export async function look({ kind, path, settings = {} }: LookOptions, listeners: Listeners): Promise<Findings> {
  if (kind === 'glyphs' || kind === 'sinusoids') return lookAtSource(invented[kind], listeners);
  if (path === undefined) throw new ConfigError(`init: where are the ${kind}? Pass --data PATH.`);
  if (kind === 'pictures') return lookAtPictures(path);
  if (kind === 'module') return lookAtModule(path, settings, listeners);
  return lookAtSource({ data: { use: kind, path, ...settings }, comments: commentsOf[kind] }, listeners);
}
