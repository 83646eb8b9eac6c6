import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Batch, DecodedBatch } from './batch.js';
import { decodeBatch } from './batch.js';

/** Threads that decode batches; with none, this thread does. */
export interface ThreadPool {
  decode(batch: Omit<Batch, 'id'>): Promise<DecodedBatch>;
  close(): Promise<void>;
}

/** What a pool needs of a thread. */
export interface Thread {
  postMessage(batch: Batch, transfer: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (decoded: DecodedBatch) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  terminate(): Promise<unknown>;
}

/** A thread beyond which reading the files holds the others up. */
const MOST = 4;

/** The built program of a thread, beside this file. From source and in bundles there is none, and this thread decodes. */
function programOfThread(): string | undefined {
  const here = import.meta.url as string | undefined;
  if (here === undefined || !here.startsWith('file:')) return undefined;
  const path = fileURLToPath(new URL('./picture-worker.js', here));
  return existsSync(path) ? path : undefined;
}

/** As many threads as the machine has for this process, up to four. */
export function threadPool(): ThreadPool {
  const program = programOfThread();
  const count = program === undefined ? 0 : Math.min(MOST, availableParallelism());
  return poolOf(Array.from({ length: count }, () => new Worker(program as string)));
}

/** A pool of some threads; batches go to them in turn. A thread that fails gives its batches back to this one. */
export function poolOf(threads: readonly Thread[]): ThreadPool {
  const waiting = new Map<number, (decoded: DecodedBatch | undefined) => void>();
  let asked = 0;
  let failed = threads.length === 0;
  const answer = (id: number, decoded: DecodedBatch | undefined): void => {
    waiting.get(id)?.(decoded);
    waiting.delete(id);
  };
  for (const thread of threads) {
    thread.on('message', (decoded) => answer(decoded.id, decoded));
    thread.on('error', () => {
      failed = true;
      for (const id of [...waiting.keys()]) answer(id, undefined);
    });
  }
  return {
    async decode(batch) {
      const id = (asked += 1);
      if (failed) return decodeBatch({ ...batch, id });
      const decoded = await new Promise<DecodedBatch | undefined>((resolve) => {
        waiting.set(id, resolve);
        (threads[id % threads.length] as Thread).postMessage({ ...batch, id }, []);
      });
      return decoded ?? decodeBatch({ ...batch, id });
    },
    close: async () => void (await Promise.all(threads.map((thread) => thread.terminate()))),
  };
}
