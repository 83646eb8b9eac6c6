import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from './record.js';

export const machine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  gigabytes: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release()}`,
  node: process.versions.node,
});

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

/** The commit, with a plus sign where files have changed since; 'unknown' outside a repository. */
export function revision(): string {
  try {
    return (
      git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+')
    );
  } catch {
    return 'unknown';
  }
}

type Times = { readonly busy: number; readonly all: number };

function times(): Times {
  const each = cpus().map(({ times: { user, nice, sys, irq, idle } }) => ({ busy: user + nice + sys + irq, idle }));
  const busy = each.reduce((sum, one) => sum + one.busy, 0);
  return { busy, all: each.reduce((sum, one) => sum + one.idle, busy) };
}

/** How many processors are busy while this program waits. */
export async function busyProcessors(milliseconds = 1500): Promise<number> {
  const before = times();
  await sleep(milliseconds);
  const after = times();
  return (cpus().length * (after.busy - before.busy)) / Math.max(1, after.all - before.all);
}
