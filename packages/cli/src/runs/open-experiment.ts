import { ConfigError } from '@innerloop/core';
import { isRecord, withOverrides } from '../config/overrides.js';
import { experimentOf } from '../experiment/experiment-of.js';
import type { Experiment } from '../experiment/experiment.js';
import { openRun } from './run-folder.js';
import type { RunFolder } from './run-folder.js';

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
 * @param data  replaces `data.path` of the configuration
 * @throws InvalidDataError if the folder is no run
 * @throws ConfigError if its configuration cannot be built
 */
export async function openExperiment(
  path: string,
  data?: string,
): Promise<{ readonly folder: RunFolder; readonly experiment: Experiment }> {
  const { folder, config } = await openRun(path);
  return { folder, experiment: await experimentOf(data === undefined ? config : moved(config, data)) };
}
