import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { SharedWork } from './share.js';

/** More threads than this wait for the disk and for one another. */
const MOST = 4;

/**
 * The program of a worker: built, beside the module that this file is in; from source where this process reads TypeScript by tsx, which
 * workers inherit. Elsewhere, as in a bundle of one's own, there is none.
 */
function workerProgram(): string | undefined {
  const here = import.meta.url as string | undefined;
  if (here === undefined || !here.startsWith('file:')) return undefined;
  const fromSource = here.endsWith('.ts');
  if (fromSource && !process.execArgv.some((argument) => argument.includes('/tsx/'))) return undefined;
  const path = fileURLToPath(new URL(fromSource ? '../../../picture-worker.ts' : './picture-worker.js', here));
  return existsSync(path) ? path : undefined;
}

/** As many workers as there are processors beside this thread's own, at most three. */
export const workerCount = (): number => Math.min(MOST, availableParallelism()) - 1;

/**
 * Starts workers that decode their share. What they leave, whether by an error, by running out of memory or since none could be started,
 * is not made: nobody waits for it.
 */
export function startWorkers(work: SharedWork, count: number): { finished(): Promise<void>; stop(): Promise<void> } {
  const program = count > 0 ? workerProgram() : undefined;
  const workers =
    program === undefined ? [] : Array.from({ length: count }, () => new Worker(program, { workerData: work }));
  const ends = workers.map(
    (worker) =>
      new Promise<void>((resolve) => {
        worker.once('error', () => resolve());
        worker.once('exit', () => resolve());
      }),
  );
  return {
    finished: () => Promise.all(ends).then(() => undefined),
    stop: () => Promise.all(workers.map((worker) => worker.terminate())).then(() => undefined),
  };
}
