import { withOverrides } from '../config/overrides.js';
import { experimentOf } from '../experiment/experiment-of.js';
import type { Experiment } from '../experiment/experiment.js';
import { openRun } from './run-folder.js';
import type { RunFolder } from './run-folder.js';

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
  const moved = data === undefined ? config : withOverrides(config, [`data.path=${JSON.stringify(data)}`]);
  return { folder, experiment: await experimentOf(moved) };
}
