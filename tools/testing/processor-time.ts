import { existsSync, readFileSync } from 'node:fs';
import { afterAll } from 'vitest';

declare module '@vitest/runner' {
  interface TaskMeta {
    /** Seconds that a processor worked for a test file: its process, and those that it started and that have ended. */
    processorSeconds?: number;
  }
}

/** Ticks of a second that Linux counts in, on every machine that Node runs on. */
const ticks = 100;
const stat = '/proc/self/stat';

/** Seconds so far, with those of child processes where the system tells them. */
function processorSeconds(): number {
  if (!existsSync(stat)) {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  }
  // The second field, the name in parentheses, may hold spaces; utime is the 14th.
  const fields = readFileSync(stat, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) / ticks;
}

/** What was counted up to the end of the last file of this process: the first file of a process has its start. */
const counted = globalThis as typeof globalThis & { processorSecondsSoFar?: number };

// The first hook that is set is the last to run: what other hooks do at the end is counted.
// eslint-disable-next-line no-empty-pattern -- Vitest reads from the pattern which fixtures are asked for: none.
afterAll(({}, { file }) => {
  const now = processorSeconds();
  file.meta.processorSeconds = now - (counted.processorSecondsSoFar ?? 0);
  counted.processorSecondsSoFar = now;
});
