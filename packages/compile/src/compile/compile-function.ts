import { InvalidOptionError } from '@innerloop/core';
import type { Key, Tree } from '@innerloop/core';
import { isRecording } from '../record/on-trace-backend.js';
import { leavesInOrder, signatureOf } from '../trees/form.js';
import { compiled } from './compiled.js';
import type { Compiled } from './compiled.js';
import { reasonToFallBack } from './fallback.js';
import { fallbackTeller, tapeIsOn } from './options.js';
import type { CompileOptions } from './options.js';
import { signatureCache } from './signature-cache.js';
import { trace } from './trace.js';

/** Values that JSON can hold. */
export type Static =
  undefined | null | boolean | number | string | readonly Static[] | { readonly [name: string]: Static };

/** What a call gives besides tensors. */
export interface CallOptions<S extends Static> {
  /** For functions that draw: each draw is an input, so every key gives its own numbers. */
  readonly key?: Key;
  /** What the function's form depends on: another value is another signature. */
  readonly fixed?: S;
}

export interface CompiledFunction<A extends Tree, R extends Tree, S extends Static> {
  /** The value as new tensors, in the caller's scope. */
  (args: A, options?: CallOptions<S>): R;
  /** Forgets what was compiled, and frees its memory; a later call compiles anew. */
  dispose(): void;
}

const missing = (): never => {
  throw new InvalidOptionError(
    'compileFunction: the function draws random numbers, but no key was given. Pass { key }.',
  );
};
const noKey: Key = { fold: () => noKey, from: () => noKey, draw: missing };

/**
 * A pure function of tensors as one WebAssembly module for each signature: names, shapes and types of its arguments, and `fixed`. It is
 * recorded at the first call of a signature, and equals the function to rounding.
 *
 * Where the function runs a kernel that compiled code does not have it runs eagerly, and so it does while gradients are recorded, which
 * flow through eager operations only: to have a gradient compiled, compile the function that takes it.
 *
 * @param f  given arguments, a key and what is fixed; it captures nothing that changes, and reads no value
 * @throws CompileError, when called, if `f` is not pure
 */
export function compileFunction<A extends Tree, R extends Tree, S extends Static = undefined>(
  f: (args: A, key: Key, fixed: S) => R,
  options: CompileOptions = {},
): CompiledFunction<A, R, S> {
  const tell = fallbackTeller(options);
  const cache = signatureCache<Compiled | 'eager'>(options.signatures ?? 16, (one) => one !== 'eager' && one.dispose());
  const make = (args: A, fixed: S): Compiled | 'eager' => {
    try {
      return compiled(
        trace<A, R>((given, key) => f(given, key, fixed), args),
        options,
      );
    } catch (error) {
      tell(reasonToFallBack(error));
      return 'eager';
    }
  };
  const call = (args: A, { key = noKey, fixed }: CallOptions<S> = {}): R => {
    const eagerly = (): R => f(args, key, fixed as S);
    if (tapeIsOn() || isRecording()) return eagerly();
    const signature = `${signatureOf(args)} ${JSON.stringify(fixed)}`;
    const known = cache.get(signature, () => make(args, fixed as S));
    return known === 'eager' ? eagerly() : (known.run(leavesInOrder(args), key) as R);
  };
  return Object.assign(call, { dispose: () => cache.clear() });
}
