import { CheckpointError } from '../errors.js';

/** The error of a checkpoint that cannot be read: what is wrong with it, and what to do. */
export function damaged(
  what: string,
  remedy = 'Use an earlier checkpoint or another copy.',
  cause?: unknown,
): CheckpointError {
  return new CheckpointError(`decodeTree: ${what}. ${remedy}`, cause === undefined ? undefined : { cause });
}
