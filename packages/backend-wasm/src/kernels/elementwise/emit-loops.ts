import type { FunctionBuilder, Local } from '../../assembler/function-builder.js';
import { whileLeft } from '../../assembler/while-left.js';

const vectorBytes = 16;
const unrolled = 4;

/** One stream of the innermost loop: an address that moves along, or stays (a value that is broadcast). */
export interface Stream {
  readonly address: Local;
  readonly moves: boolean;
}

/** What is computed for a vector of four, or for one float; the values of the streams are in the registers given. */
export interface Lanes {
  readonly vector: (values: readonly Local[]) => void;
  readonly scalar: (values: readonly Local[]) => void;
}

/**
 * Emits `out[i] = f(streams[0][i], …)` for `left` elements, which is counted down to zero: sixteen at a time, four, one.
 * Addresses that move end past the last element. A stream that stays is read once, as a splat.
 */
export function emitElements(
  f: FunctionBuilder,
  left: Local,
  streams: readonly Stream[],
  out: Local,
  lanes: Lanes,
): void {
  const vectors = streams.map(() => f.local('v128'));
  const scalars = streams.map(() => f.local('f32'));
  const value = (at: number): Local => vectors[at] ?? out;
  const single = (at: number): Local => scalars[at] ?? out;
  const bump = (bytes: number): void => {
    for (const { address, moves } of streams) if (moves) f.advance(address, bytes);
    f.advance(out, bytes);
  };
  const vectorAt = (offset: number): void => {
    streams.forEach(({ address, moves }, at) => moves && f.get(address).v128Load(offset).set(value(at)));
    f.get(out);
    lanes.vector(vectors);
    f.v128Store(offset);
  };
  streams.forEach(({ address, moves }, at) => {
    if (!moves) f.get(address).v128LoadSplat().set(value(at)).get(address).f32Load().set(single(at));
  });
  whileLeft(f, left, 4 * unrolled, () => {
    for (let at = 0; at < unrolled; at++) vectorAt(at * vectorBytes);
    bump(unrolled * vectorBytes);
  });
  whileLeft(f, left, 4, () => {
    vectorAt(0);
    bump(vectorBytes);
  });
  whileLeft(f, left, 1, () => {
    streams.forEach(({ address, moves }, at) => moves && f.get(address).f32Load().set(single(at)));
    f.get(out);
    lanes.scalar(scalars);
    f.f32Store();
    bump(4);
  });
}
