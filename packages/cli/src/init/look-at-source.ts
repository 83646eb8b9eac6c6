import { disposeTree, InnerloopError, InvalidDataError, seed } from '@innerloop/core';
import type { EpisodeSize, Split, TaskDistribution, TaskSource, Tree } from '@innerloop/core';
import { createRegistry } from '@innerloop/core/plugin';
import type { Listeners } from '@innerloop/core';
import { stringify } from 'yaml';
import * as tf from '@tensorflow/tfjs-core';
import { pluginsOf } from '../experiment/plugins.js';
import type { Findings } from './plan.js';

/** A data set of a configuration that is to be looked at. */
export interface SourceConfig {
  readonly data: Readonly<Record<string, unknown>>;
  readonly plugins?: readonly string[];
  /** Comments beside keys of `data`. */
  readonly comments?: Readonly<Record<string, string>>;
}

const evaluated: readonly Split[] = ['train', 'validation', 'test'];

type Opened = TaskDistribution<Tree> | InnerloopError;

const opened = (source: TaskSource<Tree>, split: Split, size: Partial<EpisodeSize>): Promise<Opened> =>
  source.open(split, size).catch((error: unknown) => {
    if (error instanceof InnerloopError) return error;
    throw error;
  });

/** Sizes that are tried, the largest first. */
function triedSizes({ kind, size }: TaskSource<Tree>): readonly EpisodeSize[] {
  const { shots, queries } = size;
  const ways = kind === 'classification' ? [5, 4, 3, 2] : [1];
  const counts = [
    { shots, queries },
    { shots: 5, queries: 15 },
    { shots: 5, queries: 5 },
    { shots: 1, queries: 5 },
    { shots: 1, queries: 1 },
  ];
  return ways.flatMap((each) => counts.map((count) => ({ ways: each, ...count })));
}

/** The largest size that the splits to train and to test on can give, and whether the one to validate on can. */
async function workingSize(
  source: TaskSource<Tree>,
): Promise<{ readonly size: EpisodeSize; readonly validates: boolean }> {
  let failure: Opened | undefined;
  for (const size of triedSizes(source)) {
    const [train, validation, test] = await Promise.all(evaluated.map((split) => opened(source, split, size)));
    const failed = [train, test].find((each) => each instanceof InnerloopError);
    failure ??= failed;
    if (failed === undefined) return { size, validates: !(validation instanceof InnerloopError) };
  }
  throw failure instanceof InnerloopError ? failure : new InvalidDataError(`'${source.name}' gives no tasks.`);
}

async function formOf(source: TaskSource<Tree>, size: EpisodeSize): Promise<Findings['form']> {
  const tasks = await source.open('train', size);
  const episode = await tasks.sample({ seed: seed(0), tasks: 1, params: {} });
  try {
    const { x, y } = episode.support;
    const shape = x.shape.slice(2);
    const [height = 0, width = 0, channels] = shape;
    if (shape.length === 3 && (channels === 1 || channels === 3)) return { kind: 'pictures', height, width, channels };
    if (shape.length !== 1) {
      throw new InvalidDataError(
        `init: examples of '${source.name}' have the shape [${shape.join(', ')}]. It writes configurations for pictures [height, width, channels] and vectors [n]; write one for others by hand: see the page on configurations.`,
      );
    }
    return { kind: 'vectors', inputs: height, outputs: y instanceof tf.Tensor ? (y.shape.at(-1) as number) : 1 };
  } finally {
    disposeTree(episode);
  }
}

const indented = (text: string): readonly string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`);

/** The settings of `data` as YAML, each with its comment. */
function linesOf({ data, comments = {} }: SourceConfig): readonly string[] {
  return Object.entries(data).flatMap(([key, value]) => {
    const comment = comments[key];
    const text = stringify({ [key]: value }, { collectionStyle: 'flow', lineWidth: 0 }).replace(
      /^\{\s*|\s*\}\s*$/g,
      '',
    );
    return indented(comment === undefined ? text : `${text} # ${comment}`);
  });
}

/**
 * Looks at a data set by opening it: which tasks it gives, of what size, and of what form.
 *
 * @throws ConfigError if it cannot be made
 * @throws InvalidDataError or InvalidOptionError if it gives no tasks to train and to test on
 */
export async function lookAtSource(config: SourceConfig, listeners: Listeners): Promise<Findings> {
  const { data, plugins } = config;
  const registry = createRegistry(...(await pluginsOf({ plugins: plugins ?? [] })));
  let source: TaskSource<Tree> | undefined;
  registry.parse((resolve) => ({ parse: (value) => (source = resolve('data')(value)) }), data, listeners);
  if (source === undefined) throw new InvalidDataError('init: the data set was not made.');
  const { size, validates } = await workingSize(source);
  const kind = source.kind === 'classification' ? 'classification' : 'regression';
  const form = await formOf(source, size);
  const examples =
    form.kind === 'pictures' ? `pictures of ${form.height} × ${form.width}` : `${form.inputs} numbers an example`;
  return {
    kind,
    told: [`${source.name}: ${kind}, ${examples}`],
    lines: linesOf(config),
    ...(plugins === undefined ? {} : { plugins }),
    form,
    sizes: size,
    validates,
  };
}
