import { CommanderError } from 'commander';
import { vi } from 'vitest';
import { createProgram } from '../../src/program.js';
import { exitCodes } from '../../src/terminal/exit-codes.js';
import { describeFailure } from '../../src/terminal/failure.js';
import type { Ran } from './innerloop.js';

/** Collects what is written to a stream. */
function collected(stream: NodeJS.WriteStream): () => string {
  let text = '';
  vi.spyOn(stream, 'write').mockImplementation((chunk) => {
    text += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
    return true;
  });
  return () => text;
}

/** Runs a command in this process, as `bin.ts` does in its own: a tenth of the time, one after the other. */
export async function inProcess(args: readonly string[], cwd: string): Promise<Ran> {
  const before = process.cwd();
  const [stdout, stderr] = [collected(process.stdout), collected(process.stderr)];
  process.chdir(cwd);
  try {
    await createProgram('0.0.0').parseAsync([...args], { from: 'user' });
    return { code: Number(process.exitCode ?? 0), stdout: stdout(), stderr: stderr() };
  } catch (error) {
    if (error instanceof CommanderError) {
      const code = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
      return { code, stdout: stdout(), stderr: stderr() };
    }
    const { message, code } = describeFailure(error);
    return { code, stdout: stdout(), stderr: `${stderr()}${message}\n` };
  } finally {
    process.chdir(before);
    vi.restoreAllMocks();
  }
}
