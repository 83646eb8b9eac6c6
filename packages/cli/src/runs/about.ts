import { version_core as tensorflow } from '@tensorflow/tfjs-core';
import type { Experiment } from '../experiment/experiment.js';
import type { About } from './run-folder.js';

/** What to remember of how a run was started. */
export const aboutRun = ({ name, compiled }: Pick<Experiment, 'name' | 'compiled'>): About => ({
  name,
  created: new Date().toISOString(),
  command: `innerloop ${process.argv.slice(2).join(' ')}`,
  compiled,
  versions: { node: process.version, 'tfjs-core': tensorflow },
});
