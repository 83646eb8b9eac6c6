import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { SharedWork } from './share.js';

/** More threads than this wait for the disk and for one another. */
const MOST = 4;

/** The program of a worker. */
interface Program {
  readonly path: string;
  /** TypeScript, which a worker reads by the loader that this process has: it takes longer to start than most work takes. */
  readonly fromSource: boolean;
}

/** Built, it lies beside the module that this file is in. In a bundle of one's own there is none. */
function workerProgram(): Program | undefined {
  const here = import.meta.url as string | undefined;
  if (here === undefined || !here.startsWith('file:')) return undefined;
  const fromSource = here.endsWith('.ts');
  if (fromSource && !process.execArgv.some((argument) => /\btsx\b/.test(argument))) return undefined;
  const path = fileURLToPath(new URL(fromSource ? '../../picture-worker.ts' : './node/picture-worker.js', here));
  return existsSync(path) ? { path, fromSource } : undefined;
}

/** As many workers as there are processors beside this thread's own, at most three. */
const usual = ({ fromSource }: Program): number => (fromSource ? 0 : Math.min(MOST, availableParallelism()) - 1);

/**
 * Starts workers that decode their share. What they leave, whether by an error, by running out of memory or since none could be started,
 * is not made: nobody waits for it.
 *
 * @param count  default: as many as there are other processors, at most three; none from source
 */
export function startWorkers(
  work: SharedWork,
  count: number | undefined,
): { finished(): Promise<void>; stop(): Promise<void> } {
  const program = workerProgram();
  const start = ({ path, fromSource }: Program): readonly Worker[] => {
    try {
      return [new Worker(path, { workerData: work, ...(fromSource ? {} : { execArgv: [] }) })];
    } catch {
      return []; // refused, by the permissions of this process for instance
    }
  };
  const workers =
    program === undefined ? [] : Array.from({ length: count ?? usual(program) }, () => start(program)).flat();
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
