import { spawnSync } from 'node:child_process';

/** A step that went wrong in a way that a person can mend; its message is shown, its stack is not. */
export class SetupFailure extends Error {
  override readonly name = 'SetupFailure';
}

type RunOptions = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What a failure means and what to do about it. */
  readonly otherwise: string;
};

/** Runs a program to its end and gives what it printed. */
export function run(line: readonly string[], { cwd, env = {}, otherwise }: RunOptions): string {
  const [file = '', ...args] = line;
  const ended = spawnSync(file, args, { cwd, env: { ...process.env, ...env }, encoding: 'utf8' });
  if (ended.status === 0) return ended.stdout;
  // A program that could not be started has no output, whatever the types say.
  const said = [ended.stdout, ended.stderr, ended.error?.message].filter(Boolean).join('\n').trim();
  throw new SetupFailure(
    `${otherwise}\n\`${file} ${args[0] ?? ''} …\` said:\n${said.split('\n').slice(-25).join('\n')}`,
  );
}
