import { join } from 'node:path';
import { startRun } from '../../src/runs/start-run.js';
import { described } from './configs.js';
import type { Settings } from './configs.js';

/** Trains a configuration into a folder of its name below `root`; gives the run's path. */
export async function trainedBelow(root: string, config: Settings): Promise<string> {
  const out = join(root, String(config['name']));
  await startRun({ ...(await described(config)), out });
  return out;
}
