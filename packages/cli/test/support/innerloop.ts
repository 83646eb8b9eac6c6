import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundledCommand } from './bundle.js';

/** As users of a clone start it. */
const bin = fileURLToPath(new URL('../../bin/innerloop.js', import.meta.url));

/** What a command left behind. */
export interface Ran {
  /** Absent if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Runs `bin/innerloop.js` from source, which takes long to start, in place of the bundle. Default false. */
  readonly fromSource?: boolean | undefined;
  /** A module of this folder that is loaded before the command. */
  readonly preload?: 'kill-in-write.mjs' | 'full-disk.mjs' | undefined;
  /** Called with the process: to send it signals. */
  readonly onStart?: ((child: ChildProcess) => void) | undefined;
}

/** Runs the command in a process of its own. */
export function innerloop(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd, env, preload, fromSource = false, onStart } = options;
  const command = fromSource ? bin : bundledCommand;
  const before = preload === undefined ? [] : ['--import', new URL(preload, import.meta.url).href];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...before, command, ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    onStart?.(child);
  });
}
