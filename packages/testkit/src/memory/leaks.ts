import { leavesOf } from '@innerloop/core';
import type { Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { LawError } from '../laws/law.js';

/** What a call left in memory besides its value. */
export interface Leak {
  readonly tensors: number;
  readonly bytes: number;
}

/** A call whose memory is watched, and the tensors that it hands over: `[]` for none. */
export type Leaking = () => Tree | Promise<Tree>;

/**
 * Runs `f`, disposes of the tensors of its value that it made, and counts what is left. Tensors that its value borrows from outside stay.
 *
 * Pure functions leave their intermediate tensors to the caller's tidy: wrap them as `() => tidy(() => model.apply(…))`.
 */
export async function leakCheck(f: Leaking): Promise<Leak> {
  const before = tf.memory();
  const marker = tf.scalar(0); // ids grow: what has a larger one was made by f
  const value = await f();
  for (const tensor of leavesOf(value)) if (tensor.id > marker.id) tensor.dispose();
  marker.dispose();
  const after = tf.memory();
  return { tensors: after.numTensors - before.numTensors, bytes: after.numBytes - before.numBytes };
}

/**
 * Throws unless `f` leaves as many tensors and bytes as there were, but for its value, which is disposed.
 *
 * @throws LawError with the numbers left
 */
export async function expectNoLeaks(f: Leaking): Promise<void> {
  const { tensors, bytes } = await leakCheck(f);
  if (tensors !== 0 || bytes !== 0) {
    throw new LawError(
      `Expected as many live tensors after the call as before it, but there are ${tensors} tensors and ${bytes} bytes more.`,
    );
  }
}
