import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import { whileLeft } from '../assembler/while-left.js';

const vectorBytes = 16;
const unrolled = 4;

/** One stream of the innermost loop: an address that moves along, or stays (a value that is broadcast). */
export interface Stream {
  readonly address: Local;
  readonly moves: boolean;
}

/** What a loop works on. Addresses that move end past the last element, and `left`, the number of elements, at zero. */
export interface ElementRun {
  readonly left: Local;
  readonly streams: readonly Stream[];
  readonly out: Local;
  /** Numbers for all elements, each in every lane. */
  readonly parameters?: readonly Local[];
}

/** Emits `out[i] = f(streams[0][i], …)`. A stream that stays is read once. */
export type ElementLoop = (f: FunctionBuilder, run: ElementRun) => void;

/** Leaves a function of the vectors in some registers on the stack; parameters are the last of them. */
export type Operation = (f: FunctionBuilder) => (...values: readonly Local[]) => void;

interface StreamValues {
  readonly vectors: readonly Local[];
  readonly load: (offset: number) => void;
  /** One element of each stream, in every lane, so that an element has the same value wherever in a row it lies. */
  readonly loadOne: () => void;
  readonly advance: (elements: number) => void;
}

function streamValues(f: FunctionBuilder, { streams, parameters = [] }: ElementRun): StreamValues {
  const registers = streams.map((stream) => ({ ...stream, vector: f.local('v128') }));
  for (const { address, moves, vector } of registers) if (!moves) f.get(address).v128LoadSplat().set(vector);
  const moving = registers.filter(({ moves }) => moves);
  return {
    vectors: [...registers.map(({ vector }) => vector), ...parameters],
    load: (offset) => {
      for (const { address, vector } of moving) f.get(address).v128Load(offset).set(vector);
    },
    loadOne: () => {
      for (const { address, vector } of moving) f.get(address).v128LoadSplat().set(vector);
    },
    advance: (elements) => {
      for (const { address } of moving) f.advance(address, elements * 4);
    },
  };
}

/** Float32 results: sixteen at a time, four, one. */
export function floatLoop(operation: Operation): ElementLoop {
  return (f, run) => {
    const { left, out } = run;
    const compute = operation(f);
    const values = streamValues(f, run);
    for (const vectors of [unrolled, 1]) {
      whileLeft(f, left, 4 * vectors, () => {
        for (let at = 0; at < vectors; at++) {
          values.load(at * vectorBytes);
          f.get(out);
          compute(...values.vectors);
          f.v128Store(at * vectorBytes);
        }
        values.advance(4 * vectors);
        f.advance(out, vectors * vectorBytes);
      });
    }
    whileLeft(f, left, 1, () => {
      values.loadOne();
      f.get(out);
      compute(...values.vectors);
      f.v128StoreLane(0).advance(out, 4);
      values.advance(1);
    });
  };
}

export type Comparison = 'eq' | 'ne' | 'lt' | 'gt' | 'le' | 'ge';

/** Truth values, a byte each, 0 or 1: sixteen at a time, one. */
export function truthLoop(comparison: Comparison): ElementLoop {
  return (f, run) => {
    const { left, out } = run;
    const values = streamValues(f, run);
    const masks = [0, 1, 2, 3].map(() => f.local('v128'));
    const [first, second, third, fourth] = masks as unknown as readonly [Local, Local, Local, Local];
    const compare = (): FunctionBuilder => {
      for (const vector of values.vectors) f.get(vector);
      return f.f32x4(comparison);
    };
    whileLeft(f, left, 16, () => {
      masks.forEach((mask, at) => {
        values.load(at * vectorBytes);
        compare().set(mask);
      });
      f.get(out).get(first).get(second).narrow('i32ToI16').get(third).get(fourth).narrow('i32ToI16');
      f.narrow('i16ToI8').v128Bytes(1).v128('and').v128Store();
      f.advance(out, 16);
      values.advance(16);
    });
    whileLeft(f, left, 1, () => {
      values.loadOne();
      f.get(out);
      compare().extractInteger(0).i32Const(1).i32('and').byteStore().advance(out, 1);
      values.advance(1);
    });
  };
}
