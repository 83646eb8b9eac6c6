import { ConfigError, InvalidDataError } from '@innerloop/core';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

/** Where the parts of a run lie. */
export interface RunFolder {
  readonly path: string;
  readonly config: string;
  readonly about: string;
  readonly metrics: string;
  readonly checkpoints: string;
  readonly evaluation: string;
  readonly report: string;
}

/** What is known of a run besides its configuration. */
export interface About {
  readonly name: string;
  readonly created: string;
  readonly command: string;
  readonly versions: Readonly<Record<string, string>>;
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The files of a run folder: config.json, run.json, metrics.jsonl, checkpoints/, evaluation.json, report.html. */
export const runFolder = (path: string): RunFolder => ({
  path,
  config: join(path, 'config.json'),
  about: join(path, 'run.json'),
  metrics: join(path, 'metrics.jsonl'),
  checkpoints: join(path, 'checkpoints'),
  evaluation: join(path, 'evaluation.json'),
  report: join(path, 'report.html'),
});

/**
 * Makes the folder of a new run and writes its configuration.
 *
 * @throws ConfigError if the folder holds something, or cannot be made
 */
export async function createRun(path: string, config: unknown, about: About): Promise<RunFolder> {
  const folder = runFolder(path);
  try {
    await mkdir(path, { recursive: true });
    const held = await readdir(path);
    if (held.length > 0) {
      throw new ConfigError(`train: ${path} is not empty. Continue it with \`innerloop resume ${path}\`, or name another folder with --out.`);
    }
    await writeFileAtomic(folder.config, `${JSON.stringify(config, null, 2)}\n`);
    await writeFileAtomic(folder.about, `${JSON.stringify(about, null, 2)}\n`);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`train: cannot create the run folder ${path} (${reason(error)}). Name another with --out.`, { cause: error });
  }
  return folder;
}

async function readJson(path: string, folder: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    throw new InvalidDataError(`open run: ${folder} is no run folder: cannot read ${path} (${reason(error)}). Pass a folder that \`innerloop train\` made.`, { cause: error });
  }
}

/** An existing run. @throws InvalidDataError if the folder is none */
export async function openRun(path: string): Promise<{ readonly folder: RunFolder; readonly config: unknown; readonly about: About }> {
  const folder = runFolder(path);
  const config = await readJson(folder.config, path);
  return { folder, config, about: (await readJson(folder.about, path)) as About };
}
