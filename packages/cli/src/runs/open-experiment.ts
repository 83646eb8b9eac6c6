import { placed } from '../config/data-places.js';
import type { DataPlaces } from '../config/data-places.js';
import { withOverrides } from '../config/overrides.js';
import { requireHarmless, requireSameForm } from '../config/harmless.js';
import { experimentOf } from '../experiment/experiment-of.js';
import type { EngineName } from '../experiment/engine.js';
import type { BuildOptions, Experiment } from '../experiment/experiment.js';
import { openRun } from './run-folder.js';
import type { About, RunFolder } from './run-folder.js';

export interface OpenOptions extends BuildOptions {
  /** Where the data are now: replaces `data.path` of the configuration. */
  readonly data?: DataPlaces | undefined;
  /** Replaces `engine` of the configuration. */
  readonly engine?: EngineName | undefined;
  /** Replaces single settings, `a.b=value`: those that leave the trained parameters their meaning. */
  readonly set?: readonly string[] | undefined;
}

/**
 * A run's folder and the experiment that its configuration describes.
 *
 * @throws InvalidDataError if the folder is no run
 * @throws ConfigError if its configuration cannot be built, or `set` would make the trained parameters meaningless
 */
export async function openExperiment(
  path: string,
  { data, engine, set = [], ...options }: OpenOptions = {},
): Promise<{
  readonly folder: RunFolder;
  readonly about: About;
  readonly config: unknown;
  readonly experiment: Experiment;
}> {
  const { folder, about, config } = await openRun(path);
  requireHarmless(set);
  const changed = withOverrides(config, set);
  const there = data === undefined ? changed : placed(changed, data);
  const chosen = engine === undefined ? there : withOverrides(there, [`engine=${engine}`]);
  const experiment = await experimentOf(chosen, options);
  if (set.length > 0) requireSameForm((await experimentOf(config)).data, experiment.data);
  return { folder, about, config: chosen, experiment };
}
