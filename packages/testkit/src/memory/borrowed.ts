import type { Tree } from '@innerloop/core';
import { LawError } from '../laws/law.js';
import { bytesOf, sameBytes } from '../trees/bits.js';
import { namedLeaves } from '../trees/pairs.js';

/**
 * Runs `f` and throws unless the tensors that it borrows are alive afterwards and hold the same bits.
 *
 * @throws LawError that names the tensors that were disposed or changed
 */
export function expectBorrowed<T>(borrowed: Tree, f: () => T): T {
  const leaves = [...namedLeaves(borrowed)];
  const before = leaves.map(([, tensor]) => bytesOf(tensor));
  const value = f();
  const harmed = leaves.flatMap(([name, tensor], i) => {
    if (tensor.isDisposed) return [`'${name}' was disposed`];
    return sameBytes(bytesOf(tensor), before[i] as Uint8Array) ? [] : [`'${name}' was changed`];
  });
  if (harmed.length > 0) throw new LawError(`Arguments are borrowed, but ${harmed.join(', ')}.`);
  return value;
}
