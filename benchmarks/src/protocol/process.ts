import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Answer, Request } from './messages.js';
import { parseAnswer } from './messages.js';

/** How a contender's process is started. */
export type Command = {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

/** A process that speaks the protocol. It works only while it is asked: at other times it is stopped, threads and all. */
export type Speaker = {
  /** The next answer of a kind. @throws Error with the reason when there is another one, none in time, or the process ends */
  readonly next: <Kind extends Answer['answer']>(kind: Kind) => Promise<Extract<Answer, { answer: Kind }>>;
  readonly send: (request: Request) => void;
  readonly pause: () => void;
  readonly end: () => Promise<void>;
};

type Waiting = { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void };

/** Ends the processes that run: a stopped one would outlive us. */
const running = new Set<() => void>();
process.once('exit', () => running.forEach((kill) => kill()));

const keptLines = 40;
const mayStop = process.platform !== 'win32';

/** What a person wants to see of what a process wrote before it died: the last line that says something. */
export function lastWords(lines: readonly string[]): string {
  const telling = lines.filter((line) => line.trim() !== '' && !/^\s*(at |Node\.js v|\^)/.test(line));
  return (
    telling.findLast((line) => /error|cannot|not found/i.test(line)) ??
    telling.at(-1) ??
    'it said nothing'
  ).trim();
}

/** Starts a process. Whatever it prints that is no answer is kept for the reason of a failure. */
export function startProcess({ program, args, env }: Command, patienceMilliseconds: number): Speaker {
  // A group of its own: a group with stopped processes is hung up, all of it, when the shell that started it ends.
  const child = spawn(program, [...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: mayStop,
  });
  const said: string[] = [];
  const answers: Answer[] = [];
  let waiting: Waiting | undefined;
  let over: Error | undefined;

  const kill = (): void => void child.kill('SIGKILL');
  running.add(kill);
  const keep = (line: string): void => {
    said.push(line);
    if (said.length > keptLines) said.shift();
  };
  const finish = (reason: string): void => {
    over ??= new Error(reason);
    waiting?.reject(over);
  };
  const gone = new Promise<void>((resolve) => {
    const over = (reason: string): void => {
      running.delete(kill);
      finish(reason);
      resolve();
    };
    child.once('error', (error) => over(`it does not start: ${error.message}`));
    child.once('close', (code, signal) => over(`it ended with ${signal ?? `code ${code}`}: ${lastWords(said)}`));
  });
  child.stdin.on('error', () => undefined); // the process has ended: 'close' says so
  createInterface({ input: child.stderr }).on('line', keep);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = parseAnswer(line);
    if (answer === undefined) keep(line);
    else if (waiting === undefined) answers.push(answer);
    else waiting.resolve(answer);
  });

  const end = async (): Promise<void> => {
    kill();
    await gone;
  };
  const anyNext = async (): Promise<Answer> => {
    const early = answers.shift();
    if (early !== undefined) return early;
    if (over !== undefined) throw over;
    const late = `no answer within ${Math.round(patienceMilliseconds / 1000)} s`;
    const timer = setTimeout(() => finish(late), patienceMilliseconds);
    try {
      return await new Promise<Answer>((resolve, reject) => (waiting = { resolve, reject }));
    } finally {
      clearTimeout(timer);
      waiting = undefined;
    }
  };
  return {
    next: async (kind) => {
      const answer = await anyNext();
      if (answer.answer === 'failed') throw new Error(answer.reason);
      if (answer.answer !== kind) throw new Error(`it answered '${answer.answer}' where '${kind}' was expected`);
      return answer as Extract<Answer, { answer: typeof kind }>;
    },
    send: (request) => {
      if (mayStop) child.kill('SIGCONT');
      child.stdin.write(`${JSON.stringify(request)}\n`);
    },
    pause: () => {
      if (mayStop) child.kill('SIGSTOP');
    },
    end,
  };
}
