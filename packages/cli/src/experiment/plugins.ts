import { ConfigError } from '@innerloop/core';
import type { Plugin } from '@innerloop/core';
import { blackboxPlugin } from '@innerloop/blackbox/plugin';
import { corePlugin } from '@innerloop/core/plugin';
import { nodePlugin as dataFilesPlugin } from '@innerloop/data/node';
import { dataPlugin } from '@innerloop/data/plugin';
import { innerPlugin } from '@innerloop/inner/plugin';
import { metricPlugin } from '@innerloop/metric/plugin';
import { outerPlugin } from '@innerloop/outer/plugin';
import { trainingPlugin } from '@innerloop/training/plugin';
import { createRequire } from 'node:module';
import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { reasonOf } from '../files/reason.js';
import { layersModelPlugin, layersModelsOf } from './layers-models/layers-model-plugin.js';

/** Those of our own packages: every configuration may use them. */
export const ownPlugins: readonly Plugin[] = [
  corePlugin,
  dataPlugin,
  dataFilesPlugin,
  innerPlugin,
  outerPlugin,
  metricPlugin,
  blackboxPlugin,
  trainingPlugin,
  layersModelPlugin,
];

const isPlugin = (value: unknown): value is Plugin =>
  typeof value === 'object' && value !== null && 'name' in value && 'provides' in value;

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).endsWith('MODULE_NOT_FOUND');

/** A module by its path, or by a name that is looked up beside the command, then in the working directory. */
async function importModule(specifier: string): Promise<Readonly<Record<string, unknown>>> {
  const load = async (target: string): Promise<Readonly<Record<string, unknown>>> =>
    (await import(target)) as Record<string, unknown>;
  if (specifier.startsWith('.') || isAbsolute(specifier)) return load(pathToFileURL(resolve(specifier)).href);
  try {
    return await load(specifier);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return load(pathToFileURL(createRequire(resolve('package.json')).resolve(specifier)).href);
  }
}

async function loadPlugin(specifier: string): Promise<Plugin> {
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = await importModule(specifier);
  } catch (error) {
    const why = isMissing(error) ? 'it is not found' : reasonOf(error);
    throw new ConfigError(
      `plugins: cannot load '${specifier}' (${why}). Install it here, or give the path of a module that starts with './'.`,
      { cause: error },
    );
  }
  const plugin = Object.values(exported).find(isPlugin);
  if (plugin === undefined) {
    throw new ConfigError(`plugins: '${specifier}' exports no plugin. It must export an object { name, provides }.`);
  }
  return plugin;
}

/** Our own plugins and those that a configuration names. */
export async function pluginsOf(config: unknown): Promise<readonly Plugin[]> {
  const named = typeof config === 'object' && config !== null && 'plugins' in config ? config.plugins : [];
  if (!Array.isArray(named) || named.some((name) => typeof name !== 'string')) {
    throw new ConfigError('plugins: expected a list of module names.');
  }
  const own = ownPlugins.filter((plugin) => plugin !== layersModelPlugin);
  return [...own, await layersModelsOf(config), ...(await Promise.all((named as string[]).map(loadPlugin)))];
}
