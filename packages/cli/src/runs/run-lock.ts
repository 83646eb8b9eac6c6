import { InvalidDataError, OutputError } from '@innerloop/core';
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../files/reason.js';
import { bootOf, isAlive, startOf } from './processes.js';

/** Who trains a run: what the lock file holds. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  /** When the process began, as the system counts it, and in which boot of the machine: a number of a process is used again. */
  readonly start?: string | undefined;
  readonly boot?: string | undefined;
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** This process. */
async function self(): Promise<LockOwner> {
  const [start, boot] = [await startOf(process.pid), await bootOf()];
  return { pid: process.pid, host: hostname(), since: new Date().toISOString(), start, boot };
}

/** Whether the owner of a lock is certainly gone. Of another machine nobody can tell. */
async function isGone(owner: LockOwner, me: LockOwner): Promise<boolean> {
  if (owner === nobody) return true;
  if (owner.host !== me.host) return false;
  if (owner.boot !== me.boot) return true;
  return !isAlive(owner.pid) || (owner.start !== undefined && (await startOf(owner.pid)) !== owner.start);
}

const isOwner = (value: unknown): value is LockOwner =>
  typeof value === 'object' && value !== null && 'pid' in value && 'host' in value;

/** A file that no lock is: a power cut leaves empty ones. Nobody owns it. */
const nobody: LockOwner = { pid: 0, host: '', since: '' };

/** The owner of a lock; `undefined` where there is no file. */
async function ownerOf(path: string): Promise<LockOwner | undefined> {
  try {
    const owner = JSON.parse(await readFile(path, 'utf8')) as unknown;
    return isOwner(owner) ? owner : nobody;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) return nobody;
    throw error;
  }
}

const refusal = (run: string, lock: string, { pid, host, since }: LockOwner): InvalidDataError =>
  new InvalidDataError(
    `${run} is being trained by process ${pid} on ${host}, since ${since}. Wait for it, or stop it (kill ${pid}: it saves). ` +
      `If it is gone, remove ${lock}.`,
  );

/** Puts a file at a path, whole at once, and says whether there was none; where links are unknown, as a copy. */
async function place(file: string, path: string): Promise<boolean> {
  try {
    await link(file, path).catch((error: unknown) => {
      if (codeOf(error) === 'EEXIST') throw error;
      return copyFile(file, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a lock whose owner is gone. One process does so at a time, itself under a lock, or it might remove the lock of another. */
async function removeStale(path: string, me: LockOwner): Promise<void> {
  const takeover = `${path}.takeover`;
  try {
    await take(path, takeover, me);
  } catch (error) {
    if (!(error instanceof InvalidDataError)) throw error;
    await sleep(20);
    return;
  }
  try {
    const owner = await ownerOf(path);
    if (owner !== undefined && (await isGone(owner, me))) await rm(path, { force: true });
  } finally {
    await rm(takeover, { force: true });
  }
}

async function take(run: string, path: string, me: LockOwner): Promise<void> {
  const mine = `${path}.${randomUUID()}`;
  try {
    await writeFile(mine, `${JSON.stringify(me)}\n`);
    for (let attempt = 0; attempt < 100; attempt += 1) {
      if (await place(mine, path)) return;
      const owner = await ownerOf(path);
      if (owner === undefined) continue;
      if (!(await isGone(owner, me))) throw refusal(run, path, owner);
      await removeStale(path, me);
    }
  } finally {
    await rm(mine, { force: true }).catch(() => undefined);
  }
  throw refusal(run, path, (await ownerOf(path)) ?? me);
}

/**
 * Takes a run for this process: nobody else trains it until it is released. The lock of a process that is gone, after `kill -9` or a
 * power cut, is taken over.
 *
 * @param run  the run's folder, for messages
 * @param path  the lock file
 * @returns releases the run
 * @throws InvalidDataError that names process and machine if another trains it
 * @throws OutputError if the lock cannot be written
 */
export async function lockRun(run: string, path: string): Promise<() => Promise<void>> {
  try {
    await take(run, path, await self());
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    throw new OutputError(`could not write ${path} (${reasonOf(error)}). Make room, or change permissions.`, {
      cause: error,
    });
  }
  // What cannot be removed is a stale lock, which the next process takes over.
  return () => rm(path, { force: true }).catch(() => undefined);
}
