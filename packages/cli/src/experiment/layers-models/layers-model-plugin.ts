import { ConfigError, fromLayersModel, gradientsReady } from '@innerloop/core';
import type { LayersModelLike, Plugin } from '@innerloop/core';
import { component } from '@innerloop/core/plugin';
import { z } from 'zod';
import { isRecord } from '../../config/overrides.js';
import type { EngineName } from '../engine.js';
import { engineNames, startNamedEngine } from '../engine.js';
import { readLayersModel } from './read-layers-model.js';

const use = 'layers-model';

/** Networks of files, by their paths: a configuration is built at once, and files are read before. */
type Networks = ReadonlyMap<string, LayersModelLike>;

function found(networks: Networks, path: string): LayersModelLike {
  const network = networks.get(path);
  if (network !== undefined) return network;
  throw new ConfigError(
    `${use}: '${path}' was not read. Build the configuration with experimentOf, or give fromLayersModel a model in a program.`,
  );
}

const pluginWith = (networks: Networks): Plugin => ({
  name: '@innerloop/cli',
  provides: {
    model: {
      [use]: component({
        summary:
          'a network trained elsewhere, from the files of a tf.js LayersModel: whole or cut at a layer, frozen or learned',
        options: () =>
          z.object({
            path: z.string().min(1).describe('model.json with its shards beside it, or their folder'),
            layer: z.string().exactOptional().describe('cut the network at the output of this layer'),
            trainable: z
              .boolean()
              .exactOptional()
              .describe('false freezes all weights, true learns them; default as the file says of each layer'),
          }),
        create: ({ path, ...options }) => fromLayersModel(found(networks, path), options),
      }),
    },
  },
});

/** What lists and schemas know of; it has read no network. */
export const layersModelPlugin: Plugin = pluginWith(new Map());

/** The paths of all parts `{ use: layers-model, path }` of a configuration. */
function pathsIn(config: unknown): string[] {
  if (Array.isArray(config)) return config.flatMap(pathsIn);
  if (!isRecord(config)) return [];
  const own = config['use'] === use && typeof config['path'] === 'string' ? [config['path']] : [];
  return [...own, ...Object.values(config).flatMap(pathsIn)];
}

/** Weights need an engine: the one that runs, or the one that the configuration names. */
async function ensureEngine(config: unknown): Promise<void> {
  if (gradientsReady()) return;
  const named = isRecord(config) ? config['engine'] : undefined;
  await startNamedEngine(engineNames.includes(named as EngineName) ? (named as EngineName) : 'wasm');
}

/**
 * The plugin with all networks that a configuration names read. It starts the configuration's engine where none runs.
 *
 * @throws InvalidDataError if a network cannot be read
 */
export async function layersModelsOf(config: unknown): Promise<Plugin> {
  const paths = [...new Set(pathsIn(config))];
  if (paths.length === 0) return layersModelPlugin;
  await ensureEngine(config);
  return pluginWith(
    new Map(await Promise.all(paths.map(async (path) => [path, await readLayersModel(path)] as const))),
  );
}
