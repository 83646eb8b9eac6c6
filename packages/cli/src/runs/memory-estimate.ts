import { rowsOf } from '@innerloop/core';
import type { Episode, Tree } from '@innerloop/core';
import { totalmem } from 'node:os';
import type { Experiment } from '../experiment/experiment.js';

/** Bytes that an engine can have: WebAssembly addresses 4 GiB. */
const limitOf = ({ engine }: Pick<Experiment, 'engine'>): number =>
  engine === 'wasm' ? Math.min(4 * 2 ** 30, totalmem()) : totalmem();

const inGigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toPrecision(2)} GiB`;

/**
 * A sentence where training will most likely not fit into memory: what one pass over all examples of a slice makes is kept for its gradient.
 *
 * @param forward  bytes that one pass over the support of one task makes
 */
export function memoryWarning(
  experiment: Pick<Experiment, 'engine' | 'training'>,
  { support, query }: Episode<Tree>,
  forward: number,
  limit = limitOf(experiment),
): string | undefined {
  const { metaBatch, slices } = experiment.training;
  const rows = rowsOf(support.x);
  const task = (forward * (rows + rowsOf(query.x))) / Math.max(1, rows);
  const needed = task * Math.ceil(metaBatch / slices);
  if (needed <= limit) return undefined;
  const advice =
    task <= limit
      ? `Set train.slices: ${Math.min(metaBatch, Math.ceil((metaBatch * task) / limit))} or more, or a smaller train.metaBatch.`
      : 'Even one task is too much: take fewer queries, smaller pictures or fewer filters.';
  return `Training keeps about ${inGigabytes(needed)} at once (${Math.ceil(metaBatch / slices)} tasks of ${inGigabytes(task)}), and ${inGigabytes(limit)} are to be had. ${advice}`;
}
