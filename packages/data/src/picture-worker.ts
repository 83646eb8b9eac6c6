/** The program of a thread that decodes batches. */
import { parentPort } from 'node:worker_threads';
import type { Batch } from './node/images/pool/batch.js';
import { decodeBatch } from './node/images/pool/batch.js';

parentPort?.on('message', (batch: Batch) => {
  const decoded = decodeBatch(batch);
  parentPort?.postMessage(decoded, [decoded.values.buffer as ArrayBuffer]);
});
