import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Round } from './contender.js';

export interface Side {
  readonly name: string;
  readonly rounds: readonly Round[];
}

function next<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const stopped = (code: number | null): void => reject(new Error(`A contender stopped with code ${code}.`));
    child.once('exit', stopped);
    child.once('message', (message) => {
      child.off('exit', stopped);
      resolve(message as T);
    });
  });
}

async function ask(child: ChildProcess, steps: number): Promise<Round> {
  const answer = next<Round>(child);
  child.send(steps);
  return answer;
}

/**
 * Runs contenders side by side: each in a process of its own, warmed up, then in turn, so that a machine that slows down slows all.
 *
 * @param programs  modules that call `serve`
 */
export async function compare(
  programs: readonly URL[],
  options: { rounds: number; steps: number; warmup: number },
): Promise<Side[]> {
  const execArgv = ['--conditions=@innerloop/source', '--import', 'tsx'];
  const children: { child: ChildProcess; name: string; rounds: Round[] }[] = [];
  try {
    for (const program of programs) {
      const child = fork(fileURLToPath(program), { execArgv });
      const { name } = await next<{ name: string }>(child);
      children.push({ child, name, rounds: [] });
      await ask(child, options.warmup);
    }
    for (let round = 0; round < options.rounds; round++) {
      for (const side of children) side.rounds.push(await ask(side.child, options.steps));
    }
    return children.map(({ name, rounds }) => ({ name, rounds }));
  } finally {
    children.forEach(({ child }) => child.kill());
  }
}
