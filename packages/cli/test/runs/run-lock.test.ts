import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { bootOf, startOf } from '../../src/runs/processes.js';
import { lockRun } from '../../src/runs/run-lock.js';
import { temporaryFolder } from '../support/temporary.js';

const root = temporaryFolder();
let [path, count] = ['', 0];
beforeEach(() => {
  path = join(root, `${(count += 1)}.lock`);
});

const owner = async (changes: object): Promise<void> => {
  const own = { pid: process.pid, host: hostname(), since: '2026-01-01', start: await startOf(process.pid) };
  writeFileSync(path, JSON.stringify({ ...own, boot: await bootOf(), ...changes }));
};

const holder = (): { pid: number; since: string } =>
  JSON.parse(readFileSync(path, 'utf8')) as { pid: number; since: string };

/** A number that no process has: above the largest that Linux gives. */
const NOBODY = 2 ** 22 + 1;

describe('the lock of a run', () => {
  it('is held by one at a time: a second is told who has it, and gets it once it is released', async () => {
    const release = await lockRun('run', path);
    await expect(lockRun('run', path)).rejects.toThrow(
      `run is being trained by process ${process.pid} on ${hostname()}`,
    );
    await release();
    expect(existsSync(path)).toBe(false);
    await (
      await lockRun('run', path)
    )();
  });

  it('goes to one of many who ask at the same time', async () => {
    await owner({ pid: NOBODY });
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun('run', path)));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it.each([
    ['process is gone', { pid: NOBODY, start: undefined }],
    ['process has the number of one that is gone', { start: '1' }],
    ['machine was started anew', { boot: 'another' }],
  ])('is taken over when the %s', async (_, changes) => {
    if ((await startOf(process.pid)) === undefined && !('pid' in changes)) return;
    await owner(changes);
    const release = await lockRun('run', path);
    expect(holder()).toMatchObject({ pid: process.pid });
    expect(holder().since).not.toBe('2026-01-01');
    await release();
  });

  it('is taken over where the file is no lock, as a power cut leaves it', async () => {
    writeFileSync(path, '');
    await (
      await lockRun('run', path)
    )();
  });

  it('of another machine is left alone, and the file to remove is named', async () => {
    await owner({ host: 'elsewhere', pid: NOBODY });
    await expect(lockRun('run', path)).rejects.toThrow(`on elsewhere, since 2026-01-01`);
    await expect(lockRun('run', path)).rejects.toThrow(`remove ${path}`);
  });
});
