import { ConfigError } from '@innerloop/core';
import { readFile } from 'node:fs/promises';
import { parse, YAMLParseError } from 'yaml';

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * The content of a configuration file, YAML or JSON (which is YAML).
 *
 * @throws ConfigError if the file cannot be read, or is not well-formed: it names file and line
 */
export async function readConfig(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `train: cannot read the configuration ${path} (${reason(error)}). Pass a YAML or JSON file; examples/ has some.`,
      { cause: error },
    );
  }
  try {
    return parse(text, { prettyErrors: true }) as unknown;
  } catch (error) {
    const where = error instanceof YAMLParseError ? error.message : reason(error);
    throw new ConfigError(`train: ${path} is not well-formed YAML or JSON. ${where}`, { cause: error });
  }
}
