import type { Local } from './code-builder.js';
import type { FunctionBuilder } from './function-builder.js';

/** One stretch of a walk: the body runs `times` times, and after each the addresses move on by `strides` bytes. */
export interface Stretch {
  readonly times: number;
  readonly strides: readonly number[];
  readonly body: (addresses: readonly Local[]) => void;
}

/** Walks copies of some addresses through stretches that follow one another, such as full tiles and then the rest. */
export function walk(f: FunctionBuilder, from: readonly Local[], stretches: readonly Stretch[]): void {
  const real = stretches.filter(({ times }) => times > 0);
  const [only] = real;
  if (only === undefined) return;
  if (real.length === 1 && only.times === 1) {
    only.body(from);
    return;
  }
  const addresses = from.map(({ type }) => f.local(type));
  from.forEach((start, at) => f.get(start).set(addresses[at] ?? start));
  real.forEach(({ times, strides, body }, position) => {
    f.repeat(times, () => {
      body(addresses);
      const over = times === 1 && position === real.length - 1;
      if (!over) addresses.forEach((address, at) => f.advance(address, strides[at] ?? 0));
    });
  });
}
