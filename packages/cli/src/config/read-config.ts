import { ConfigError } from '@innerloop/core';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { reasonOf } from '../files/reason.js';
import { isRecord } from './overrides.js';

/**
 * The content of a configuration file, YAML or JSON (which is YAML).
 *
 * @param defaults  settings where the file has none
 * @throws ConfigError if the file cannot be read, or is no record of settings: it names file and line
 */
export async function readConfig(
  path: string,
  defaults: Readonly<Record<string, unknown>> = {},
): Promise<Readonly<Record<string, unknown>>> {
  const config = parseConfig(path, await readText(path));
  if (!isRecord(config)) {
    throw new ConfigError(`config: ${path} holds no settings. Expected 'name: value' lines; examples/ has some.`);
  }
  return { ...defaults, ...config };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `config: cannot read ${path} (${reasonOf(error)}). Pass a YAML or JSON file; examples/ has some.`,
      { cause: error },
    );
  }
}

function parseConfig(path: string, text: string): unknown {
  try {
    return parse(text, { prettyErrors: true }) as unknown;
  } catch (error) {
    throw new ConfigError(`config: ${path} is not well-formed YAML or JSON. ${reasonOf(error).trimEnd()}`, {
      cause: error,
    });
  }
}
