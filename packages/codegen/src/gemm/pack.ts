import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import { walk } from '../assembler/walk.js';
import { tileColumns } from './panels.js';

const bytes = 4;
const tileBytes = tileColumns * bytes;

/** Bytes of B packed: groups of eight columns, each a contiguous `depth × 8`, with room for what the last rows overrun. */
export function packedBytes(depth: number, columns: number): number {
  return Math.ceil(columns / tileColumns) * depth * tileBytes + 8 * tileBytes;
}

/** Emits the copy of a `depth × columns` matrix stored by rows into groups of eight columns. */
export function emitPackRows(
  f: FunctionBuilder,
  { depth, columns }: { readonly depth: number; readonly columns: number },
) {
  return (from: Local, to: Local): void => {
    walk(
      f,
      [from, to],
      [
        {
          times: Math.ceil(columns / tileColumns),
          strides: [tileBytes, depth * tileBytes],
          body: (group) =>
            walk(f, group, [
              {
                times: depth,
                strides: [columns * bytes, tileBytes],
                body: ([row, packed]) => {
                  if (row === undefined || packed === undefined) return;
                  for (const half of [0, 16]) f.get(packed).get(row).v128Load(half).v128Store(half);
                },
              },
            ]),
        },
      ],
    );
  };
}

/** Emits the transposition of a block of 4 × 4: four rows of `from` become four columns of `to`. */
function emitTransposed(
  f: FunctionBuilder,
  rows: readonly Local[],
  offsets: readonly number[],
  [from, to]: readonly [Local, Local],
  half: number,
): void {
  const [x, y, z, w] = rows as readonly [Local, Local, Local, Local];
  rows.forEach((register, at) =>
    f
      .get(from)
      .v128Load(offsets[at] ?? 0)
      .set(register),
  );
  const pairs = (a: Local, b: Local, low: boolean): FunctionBuilder =>
    f
      .get(a)
      .get(b)
      .shuffle(low ? [0, 4, 1, 5] : [2, 6, 3, 7]);
  const store = (at: number, low: boolean, first: boolean): void => {
    f.get(to);
    pairs(x, y, low);
    pairs(z, w, low)
      .shuffle(first ? [0, 1, 4, 5] : [2, 3, 6, 7])
      .v128Store(at * tileBytes + half);
  };
  store(0, true, true);
  store(1, true, false);
  store(2, false, true);
  store(3, false, false);
}

/**
 * Emits the transposition of a matrix stored as `columns × depth` into groups of eight columns.
 *
 * Four steps of depth at a time; the last may overrun into the next group, which is written after it.
 */
export function emitPackTransposed(
  f: FunctionBuilder,
  { depth, columns }: { readonly depth: number; readonly columns: number },
) {
  const registers = [0, 1, 2, 3].map(() => f.local('v128'));
  const row = depth * bytes;
  const group =
    (width: number) =>
    (at: readonly Local[]): void =>
      walk(f, at, [
        {
          times: Math.ceil(depth / 4),
          strides: [4 * bytes, 4 * tileBytes],
          body: (addresses) => {
            for (let half = 0; half < width; half += 4) {
              const offsets = [0, 1, 2, 3].map((at4) => Math.min(half + at4, width - 1) * row);
              emitTransposed(f, registers, offsets, addresses as unknown as readonly [Local, Local], half * bytes);
            }
          },
        },
      ]);
  const strides = [tileColumns * row, depth * tileBytes];
  return (from: Local, to: Local): void =>
    walk(
      f,
      [from, to],
      [
        { times: Math.floor(columns / tileColumns), strides, body: group(tileColumns) },
        { times: columns % tileColumns > 0 ? 1 : 0, strides, body: group(columns % tileColumns) },
      ],
    );
}
