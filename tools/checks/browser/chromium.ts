import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckFailure } from '../check.js';

/** Chromium of this machine: what `CHROMIUM` names, or Debian's. It is never installed here. */
export function chromium(): string | undefined {
  const path = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  return existsSync(path) ? path : undefined;
}

const flags = [
  '--headless',
  '--no-sandbox', // what is opened is our own page, and a container may have no user namespaces
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--remote-debugging-port=0', // without it, or a dump, headless Chromium ends at once
];

/**
 * Opens an address in headless Chromium until `until` settles, for `limit` seconds at most.
 *
 * @throws CheckFailure if the time is over, or Chromium ends before
 */
export async function inChromium<T>(address: string, until: Promise<T>, limit = 90): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), 'innerloop-chromium-'));
  const browser = spawn(chromium() ?? 'chromium', [...flags, `--user-data-dir=${profile}`, address], {
    stdio: 'ignore',
    detached: true, // its processes are a group, which can be ended whole
  });
  let timer: NodeJS.Timeout | undefined;
  const early = new Promise<never>((_, reject) => {
    browser.on('error', reject);
    browser.on('exit', (code) => reject(new CheckFailure(`Chromium ended with ${code} before the page answered.`)));
    timer = setTimeout(
      () => reject(new CheckFailure(`The page at ${address} did not answer in ${limit} s.`)),
      limit * 1000,
    );
  });
  try {
    return await Promise.race([until, early]);
  } finally {
    clearTimeout(timer);
    await ended(browser);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Ends a process that was started `detached`, with all that it started. */
export async function ended(child: ReturnType<typeof spawn>): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGKILL');
  await exit;
}
