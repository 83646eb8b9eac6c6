import { ConfigError } from '@innerloop/core';
import type { Plugin } from '@innerloop/core';
import { corePlugin } from '@innerloop/core/plugin';
import { nodePlugin as dataFilesPlugin } from '@innerloop/data/node';
import { dataPlugin } from '@innerloop/data/plugin';
import { innerPlugin } from '@innerloop/inner/plugin';
import { metricPlugin } from '@innerloop/metric/plugin';
import { outerPlugin } from '@innerloop/outer/plugin';
import { trainingPlugin } from '@innerloop/training/plugin';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Those of our own packages: every configuration may use them. */
export const ownPlugins: readonly Plugin[] = [
  corePlugin,
  dataPlugin,
  dataFilesPlugin,
  innerPlugin,
  outerPlugin,
  metricPlugin,
  trainingPlugin,
];

const isPlugin = (value: unknown): value is Plugin =>
  typeof value === 'object' && value !== null && 'name' in value && 'provides' in value;

async function loadPlugin(specifier: string): Promise<Plugin> {
  const target = specifier.startsWith('.') ? pathToFileURL(resolve(specifier)).href : specifier;
  let exported: Record<string, unknown>;
  try {
    exported = (await import(target)) as Record<string, unknown>;
  } catch (error) {
    throw new ConfigError(
      `plugins: cannot load '${specifier}' (${error instanceof Error ? error.message : String(error)}). Install it, or give the path of a module that starts with './'.`,
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
  return [...ownPlugins, ...(await Promise.all((named as string[]).map(loadPlugin)))];
}
