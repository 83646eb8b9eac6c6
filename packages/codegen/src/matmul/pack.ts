import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import { push } from './nest.js';
import type { Pointer } from './nest.js';
import { alongDepth } from './sums.js';
import type { Depth } from './sums.js';

const bytes = 4;
const lanes = 4;

/** A strip of a matrix: `width` neighbours across, at every step of the depth; distances in bytes. */
export type Strip = {
  readonly from: Pointer;
  readonly width: number;
  readonly across: number;
  readonly along: number;
};

/** Where a strip goes: steps of the depth one after the other, `step` bytes each, in whole vectors. */
export type PackedStrip = { readonly to: Pointer; readonly step: number };

export type PackRegisters = {
  readonly vectors: readonly [Local, Local, Local, Local];
  readonly from: Local;
  readonly to: Local;
  readonly left: Local;
};

export function packRegisters(f: FunctionBuilder): PackRegisters {
  const vector = (): Local => f.local('v128');
  return {
    vectors: [vector(), vector(), vector(), vector()],
    from: f.local('i32'),
    to: f.local('i32'),
    left: f.local('i32'),
  };
}

/** Vectors that are contiguous across, or of the same element. */
function emitCopies(f: FunctionBuilder, { from, width, across }: Strip, { to }: PackedStrip, at: PackRegisters): void {
  for (let half = 0; half < width; half += lanes) {
    f.get(at.to).get(at.from);
    if (across === 0) f.v128LoadSplat(from.base);
    else f.v128Load(from.base + half * bytes);
    f.v128Store(to.base + half * bytes);
  }
}

/** Vectors put together of elements at a distance. */
function emitGathers(f: FunctionBuilder, { from, width, across }: Strip, { to }: PackedStrip, at: PackRegisters): void {
  const [value] = at.vectors;
  for (let half = 0; half < width; half += lanes) {
    f.get(at.from)
      .v128LoadSplat(from.base + half * across)
      .set(value);
    for (let lane = 1; lane < Math.min(lanes, width - half); lane++)
      f.get(at.from)
        .get(value)
        .v128LoadLane(lane, from.base + (half + lane) * across)
        .set(value);
    f.get(at.to)
      .get(value)
      .v128Store(to.base + half * bytes);
  }
}

/** A block of 4 × 4: four rows of the source become four steps of the strip. */
function emitTransposed(
  f: FunctionBuilder,
  { from, width, across }: Strip,
  { to, step }: PackedStrip,
  at: PackRegisters,
  half: number,
): void {
  const [x, y, z, w] = at.vectors;
  at.vectors.forEach((register, lane) =>
    f
      .get(at.from)
      .v128Load(from.base + Math.min(half + lane, width - 1) * across)
      .set(register),
  );
  const pairs = (a: Local, b: Local, low: boolean): FunctionBuilder =>
    f
      .get(a)
      .get(b)
      .shuffle(low ? [0, 4, 1, 5] : [2, 6, 3, 7]);
  [true, true, false, false].forEach((low, row) => {
    f.get(at.to);
    pairs(x, y, low);
    pairs(z, w, low)
      .shuffle(row % 2 === 0 ? [0, 1, 4, 5] : [2, 3, 6, 7])
      .v128Store(to.base + row * step + half * bytes);
  });
}

/**
 * Emits the copy of a strip of so many steps of the depth. A strip contiguous along the depth is transposed four steps
 * at a time, and up to three steps more than it has are written.
 */
export function emitPack(
  f: FunctionBuilder,
  strip: Strip,
  packed: PackedStrip,
  registers: PackRegisters,
  depth: { readonly steps: Depth; readonly fours: Depth },
): void {
  const { from, to, left } = registers;
  push(f, strip.from).set(from);
  push(f, packed.to).set(to);
  const steps = (times: Depth, each: number, body: () => void): void =>
    alongDepth(f, times, left, () => {
      body();
      f.advance(from, each * strip.along).advance(to, each * packed.step);
    });
  if (strip.along === bytes && strip.across !== bytes && strip.across !== 0)
    steps(depth.fours, lanes, () => {
      for (let half = 0; half < strip.width; half += lanes) emitTransposed(f, strip, packed, registers, half);
    });
  else if (strip.across === bytes || strip.across === 0)
    steps(depth.steps, 1, () => emitCopies(f, strip, packed, registers));
  else steps(depth.steps, 1, () => emitGathers(f, strip, packed, registers));
}
