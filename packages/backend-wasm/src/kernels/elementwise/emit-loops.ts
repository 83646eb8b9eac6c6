import type { Local } from '../../assembler/code-builder.js';
import type { FunctionBuilder } from '../../assembler/function-builder.js';
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
 * Emits `out[i] = f(streams[0][i], …)` for `left` elements, which is counted down to zero.
 * Addresses that move end past the last element. A stream that stays is read once.
 */
export type ElementLoop = (f: FunctionBuilder, left: Local, streams: readonly Stream[], out: Local) => void;

interface StreamValues {
  readonly vectors: readonly Local[];
  readonly scalars: readonly Local[];
  readonly loadVectors: (offset: number) => void;
  readonly loadScalars: () => void;
  readonly advance: (elements: number) => void;
}

function streamValues(f: FunctionBuilder, streams: readonly Stream[]): StreamValues {
  const registers = streams.map((stream) => ({ ...stream, vector: f.local('v128'), scalar: f.local('f32') }));
  for (const { address, moves, vector, scalar } of registers) {
    if (!moves) f.get(address).v128LoadSplat().set(vector).get(address).f32Load().set(scalar);
  }
  const moving = registers.filter(({ moves }) => moves);
  return {
    vectors: registers.map(({ vector }) => vector),
    scalars: registers.map(({ scalar }) => scalar),
    loadVectors: (offset) => {
      for (const { address, vector } of moving) f.get(address).v128Load(offset).set(vector);
    },
    loadScalars: () => {
      for (const { address, scalar } of moving) f.get(address).f32Load().set(scalar);
    },
    advance: (elements) => {
      for (const { address } of moving) f.advance(address, elements * 4);
    },
  };
}

/** Float32 results: sixteen at a time, four, one. */
export function floatLoop(lanesOf: (f: FunctionBuilder) => Lanes): ElementLoop {
  return (f, left, streams, out) => {
    const lanes = lanesOf(f);
    const values = streamValues(f, streams);
    for (const vectors of [unrolled, 1]) {
      whileLeft(f, left, 4 * vectors, () => {
        for (let at = 0; at < vectors; at++) {
          values.loadVectors(at * vectorBytes);
          f.get(out);
          lanes.vector(values.vectors);
          f.v128Store(at * vectorBytes);
        }
        values.advance(4 * vectors);
        f.advance(out, vectors * vectorBytes);
      });
    }
    whileLeft(f, left, 1, () => {
      values.loadScalars();
      f.get(out);
      lanes.scalar(values.scalars);
      f.f32Store().advance(out, 4);
      values.advance(1);
    });
  };
}

type Comparison = 'eq' | 'ne' | 'lt' | 'gt' | 'le' | 'ge';

/** Truth values, a byte each, 0 or 1: sixteen at a time, one. */
export function truthLoop(comparison: Comparison): ElementLoop {
  return (f, left, streams, out) => {
    const values = streamValues(f, streams);
    const masks = [0, 1, 2, 3].map(() => f.local('v128'));
    const [first, second, third, fourth] = masks as unknown as readonly [Local, Local, Local, Local];
    whileLeft(f, left, 16, () => {
      masks.forEach((mask, at) => {
        values.loadVectors(at * vectorBytes);
        for (const vector of values.vectors) f.get(vector);
        f.f32x4(comparison).set(mask);
      });
      f.get(out).get(first).get(second).narrow('i32ToI16').get(third).get(fourth).narrow('i32ToI16');
      f.narrow('i16ToI8').v128Bytes(1).v128('and').v128Store();
      f.advance(out, 16);
      values.advance(16);
    });
    whileLeft(f, left, 1, () => {
      values.loadScalars();
      f.get(out);
      for (const scalar of values.scalars) f.get(scalar);
      f.f32(comparison).byteStore().advance(out, 1);
      values.advance(1);
    });
  };
}
