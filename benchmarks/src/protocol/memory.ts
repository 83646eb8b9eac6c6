import { readFileSync } from 'node:fs';
import { resourceUsage } from 'node:process';

/** The kilobytes of a line `VmHWM:   1234 kB`, in bytes. */
export function peakOf(status: string): number | undefined {
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(status);
  return found === null ? undefined : Number(found[1]) * 1024;
}

/**
 * The most memory that this process has had resident, in bytes. Where Linux tells it by process; elsewhere the resource usage does,
 * which may be that of the parent at the fork.
 */
export function peakBytes(): number {
  const ofSystem = (): number => resourceUsage().maxRSS * 1024;
  try {
    return peakOf(readFileSync('/proc/self/status', 'utf8')) ?? ofSystem();
  } catch {
    return ofSystem();
  }
}
