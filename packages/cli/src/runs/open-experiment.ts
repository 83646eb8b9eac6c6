import { ConfigError } from '@innerloop/core';
import { isRecord, withOverrides } from '../config/overrides.js';
import { experimentOf } from '../experiment/experiment-of.js';
import type { EngineName } from '../experiment/engine.js';
import type { BuildOptions, Experiment } from '../experiment/experiment.js';
import { openRun } from './run-folder.js';
import type { About, RunFolder } from './run-folder.js';

export interface OpenOptions extends BuildOptions {
  /** Replaces `data.path` of the configuration. */
  readonly data?: string | undefined;
  /** Replaces `engine` of the configuration. */
  readonly engine?: EngineName | undefined;
}

/** A configuration whose data lie elsewhere now. */
function moved(config: unknown, path: string): unknown {
  const data = isRecord(config) ? config['data'] : undefined;
  if (!isRecord(data) || !('path' in data)) {
    throw new ConfigError(`--data: the run's data set has no path, so it cannot be elsewhere. Leave --data out.`);
  }
  return withOverrides(config, [`data.path=${JSON.stringify(path)}`]);
}

/**
 * A run's folder and the experiment that its configuration describes.
 *
 * @throws InvalidDataError if the folder is no run
 * @throws ConfigError if its configuration cannot be built
 */
export async function openExperiment(
  path: string,
  { data, engine, ...options }: OpenOptions = {},
): Promise<{ readonly folder: RunFolder; readonly about: About; readonly experiment: Experiment }> {
  const { folder, about, config } = await openRun(path);
  const placed = data === undefined ? config : moved(config, data);
  const chosen = engine === undefined ? placed : withOverrides(placed, [`engine=${engine}`]);
  return { folder, about, experiment: await experimentOf(chosen, options) };
}
