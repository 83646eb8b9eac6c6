import type { Tree } from '@innerloop/core';
import { LawError } from '../laws/law.js';
import { bytesOf, sameBytes } from '../trees/bits.js';
import { namedLeaves } from '../trees/pairs.js';

/**
 * Runs `f` and throws unless the tensors that it borrows are in their places afterwards, alive, with the same bits.
 *
 * @throws LawError that names the tensors that were disposed of, changed, replaced, added or removed
 */
export function expectBorrowed<T>(borrowed: Tree, f: () => T): T {
  const before = [...namedLeaves(borrowed)].map(([name, tensor]) => ({ name, tensor, bytes: bytesOf(tensor) }));
  const value = f();
  const after = namedLeaves(borrowed);
  const known = new Set(before.map(({ name }) => name));
  const added = [...after.keys()].filter((name) => !known.has(name)).map((name) => `'${name}' was added`);
  const harmed = before.flatMap(({ name, tensor, bytes }) => {
    if (after.get(name) !== tensor) return [`'${name}' was ${after.has(name) ? 'replaced' : 'removed'}`];
    if (tensor.isDisposed) return [`'${name}' was disposed of`];
    return sameBytes(bytesOf(tensor), bytes) ? [] : [`'${name}' was changed`];
  });
  if (harmed.length + added.length > 0) {
    throw new LawError(`Arguments are borrowed, but ${[...harmed, ...added].join(', ')}.`);
  }
  return value;
}
