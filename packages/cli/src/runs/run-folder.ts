import { ConfigError, InvalidDataError } from '@innerloop/core';
import { constants } from 'node:fs';
import { access, readdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../files/make-folder.js';
import { reasonOf } from '../files/reason.js';
import { writeJson } from '../files/write-output.js';

/** Where the parts of a run lie. */
export interface RunFolder {
  readonly path: string;
  readonly config: string;
  readonly about: string;
  readonly metrics: string;
  /** Which classes were for what. */
  readonly classes: string;
  /** There while the run is being trained. */
  readonly lock: string;
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
  /** Whether training began as compiled code; absent in runs from before there was any. */
  readonly compiled?: boolean;
}

/** The files of a run folder: config.json, run.json, metrics.jsonl, checkpoints/, evaluation.json, report.html. */
export const runFolder = (path: string): RunFolder => ({
  path,
  config: join(path, 'config.json'),
  about: join(path, 'run.json'),
  metrics: join(path, 'metrics.jsonl'),
  classes: join(path, 'classes.json'),
  lock: join(path, 'train.lock'),
  checkpoints: join(path, 'checkpoints'),
  evaluation: join(path, 'evaluation.json'),
  report: join(path, 'report.html'),
});

const cannotMake = (path: string, error: unknown): ConfigError =>
  new ConfigError(`train: cannot create the run folder ${path} (${reasonOf(error)}). Name another folder with --out.`, {
    cause: error,
  });

function requireEmpty(path: string, held: readonly string[]): void {
  if (held.length === 0) return;
  throw new ConfigError(
    `train: ${path} is not empty. Go on with the run there by \`innerloop resume ${path}\`, name another folder with --out, or remove this one.`,
  );
}

/** The path, or the deepest folder above it that is there. */
async function nearestFolder(path: string): Promise<string> {
  const there = await stat(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  return there !== undefined || dirname(path) === path ? path : nearestFolder(dirname(path));
}

/**
 * Looks whether a run folder can be made, and makes nothing: for before data are read, which may take long.
 *
 * @throws ConfigError if there is something in it, or it cannot be made or written to
 */
export async function requireFreeFolder(path: string): Promise<void> {
  const folder = await nearestFolder(resolve(path)).catch((error: unknown) => {
    throw cannotMake(path, error);
  });
  const held = await readdir(folder)
    .then(async (names) => {
      await access(folder, constants.W_OK);
      return names;
    })
    .catch((error: unknown) => {
      throw cannotMake(path, error);
    });
  if (folder === resolve(path)) requireEmpty(path, held);
}

async function makeEmpty(path: string): Promise<void> {
  let held: readonly string[];
  try {
    await makeFolder(path);
    held = await readdir(path);
  } catch (error) {
    throw cannotMake(path, error);
  }
  requireEmpty(path, held);
}

/**
 * Makes the folder of a new run and writes its configuration.
 *
 * @throws ConfigError if the folder holds something, or cannot be made
 * @throws OutputError if it cannot be written to
 */
export async function createRun(path: string, config: unknown, about: About): Promise<RunFolder> {
  const folder = runFolder(path);
  await makeEmpty(path);
  // The configuration last: a folder that has one is a whole run.
  await writeJson(folder.about, about);
  await writeJson(folder.config, config);
  return folder;
}

/** Removes a run that came to nothing: what `createRun` and a training without an iteration made, and no other file. */
export async function removeRun({ path, config, about, metrics, classes }: RunFolder): Promise<void> {
  await Promise.all([config, about, metrics, classes].map((file) => rm(file, { force: true })));
  await rmdir(path).catch(() => undefined);
}

async function readJson(path: string, folder: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    throw new InvalidDataError(
      `${folder} is no run folder: cannot read ${path} (${reasonOf(error)}). Pass a folder that \`innerloop train\` made.`,
      { cause: error },
    );
  }
}

/** An existing run. @throws InvalidDataError if the folder is none */
export async function openRun(
  path: string,
): Promise<{ readonly folder: RunFolder; readonly config: unknown; readonly about: About }> {
  const folder = runFolder(path);
  const config = await readJson(folder.config, path);
  return { folder, config, about: (await readJson(folder.about, path)) as About };
}

/** `last.safetensors.1234567890`: what a kill in the middle of a write leaves beside the file that it was to replace. */
const isLeftover = (name: string): boolean => /\.(safetensors|jsonl|json|html)\.\d+$/.test(name);

/** Removes halves of files that a kill left. */
export async function removeLeftovers({ path, checkpoints }: RunFolder): Promise<void> {
  for (const folder of [path, checkpoints]) {
    const names = await readdir(folder).catch((): string[] => []);
    await Promise.all(names.filter(isLeftover).map((name) => rm(join(folder, name), { force: true })));
  }
}
