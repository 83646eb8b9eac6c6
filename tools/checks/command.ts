import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Check } from './check.js';
import { CheckFailure } from './check.js';

export const root: string = fileURLToPath(new URL('../..', import.meta.url));

interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Shows the output as it comes, for what takes long. */
  readonly live?: boolean;
  /** In minutes; what hangs fails. Default 10. */
  readonly limit?: number;
}

const minute = 60_000;
const tailLines = 120;

const tailOf = (output: string): string => output.trimEnd().split('\n').slice(-tailLines).join('\n');

/** Runs a program of the repository's node_modules/.bin (or of the path) and gives what it printed. */
export async function command(line: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { cwd = root, env = {}, live = false, limit = 10 } = options;
  const [file = '', ...args] = line;
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, PATH: `${root}/node_modules/.bin:${process.env['PATH'] ?? ''}`, ...env },
    stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'],
    timeout: limit * minute,
  });
  let output = '';
  const collect = (text: Buffer): void => void (output += text.toString());
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const end = await new Promise<number | string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? String(signal)));
  });
  if (end !== 0) throw new CheckFailure(`\`${line.join(' ')}\` ended with ${end}.\n${tailOf(output)}`);
  return output;
}

/** A check that is one command. */
export const commandCheck = (name: string, ...line: readonly string[]): Check => ({
  name,
  run: () => command(line),
});
