import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TaskSource } from '@innerloop/core';
import { InvalidDataError } from '@innerloop/core';
import { episodeSize } from '../../episodes/episode-size.js';
import type { ClassificationSampler, RegressionSampler, SampledTasks } from '../../functions/from-sampler.js';
import { fromSampler } from '../../functions/from-sampler.js';
import { reasonOf } from '../files/file-tree.js';

export interface SamplerOptions {
  /** A JavaScript module that exports `sample`, or has it as its default export. */
  readonly path: string;
  /** What `sample` draws. */
  readonly kind: 'regression' | 'classification';
  /** Classes a task, for classification. Default 5. */
  readonly ways?: number | undefined;
  /** Support examples a task, or a class of it. Default 10, or 1 for classification. */
  readonly shots?: number | undefined;
  /** Query examples likewise. Default 10, or 15 for classification. */
  readonly queries?: number | undefined;
}

/**
 * Tasks that a function in a file draws, for configurations: see `fromSampler`. The module is loaded when a split is first opened, and
 * runs as part of the program.
 *
 * @throws InvalidDataError if the module cannot be loaded, or exports no such function
 */
export function sampler({ path, kind, ...numbers }: SamplerOptions): TaskSource {
  const { size } = made(kind, numbers, () => () => 0 as never);
  let loading: Promise<SampledTasks> | undefined;
  const load = (): Promise<SampledTasks> => {
    loading ??= sampleOf(path).then((sample) => made(kind, numbers, sample, path));
    loading.catch(() => (loading = undefined));
    return loading;
  };
  return {
    name: path,
    kind,
    size,
    open: async (split, other = {}) => (await load()).open(split, episodeSize('sampler', { ...size, ...other })),
  };
}

type Sample = RegressionSampler & ClassificationSampler;

const made = (
  kind: SamplerOptions['kind'],
  numbers: Omit<SamplerOptions, 'path' | 'kind'>,
  sample: Sample,
  name = 'sampler',
): SampledTasks =>
  kind === 'regression'
    ? fromSampler({ kind, sample, name, ...numbers })
    : fromSampler({ kind, sample, name, ...numbers });

async function sampleOf(path: string): Promise<Sample> {
  let module: Readonly<Record<string, unknown>>;
  try {
    module = (await import(pathToFileURL(resolve(path)).href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new InvalidDataError(
      `sampler: '${path}' cannot be loaded (${reasonOf(cause)}). Give the path of a JavaScript module: its name ends with .mjs, or the package.json beside it has "type": "module".`,
      { cause },
    );
  }
  const sample = module['sample'] ?? module['default'];
  if (typeof sample === 'function') return sample as Sample;
  throw new InvalidDataError(
    `sampler: '${path}' exports no function sample. Write export const sample = (random) => ….`,
  );
}
