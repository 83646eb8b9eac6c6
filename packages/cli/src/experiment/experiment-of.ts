import { createRegistry } from '@innerloop/core/plugin';
import { buildExperiment } from './experiment.js';
import type { BuildOptions, Experiment } from './experiment.js';
import { pluginsOf } from './plugins.js';
import { experimentSchema } from './schema.js';

/**
 * The experiment that a configuration describes.
 *
 * @throws ConfigError that lists every unknown key, part and value, each with its path and the nearest known one
 */
export async function experimentOf(config: unknown, options: BuildOptions = {}): Promise<Experiment> {
  const registry = createRegistry(...(await pluginsOf(config)));
  const { onMessage: message = process.emitWarning, progress } = options;
  return buildExperiment(registry.parse(experimentSchema, config, { message, progress }), options);
}
