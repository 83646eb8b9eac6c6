import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import { alongDepth } from './along-depth.js';
import type { Depth } from './along-depth.js';
import { lowest, push } from './nest.js';
import type { Pointer } from './nest.js';

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
  readonly end: Local;
  readonly fours: Local;
};

export function packRegisters(f: FunctionBuilder): PackRegisters {
  const vector = (): Local => f.local('v128');
  const number = (): Local => f.local('i32');
  return {
    vectors: [vector(), vector(), vector(), vector()],
    from: number(),
    to: number(),
    end: number(),
    fours: number(),
  };
}

type PackStep = (f: FunctionBuilder, strip: Strip, packed: PackedStrip, at: PackRegisters) => void;

/** Vectors that are contiguous across, or of the same element. */
const copied: PackStep = (f, { from, width, across }, { to }, at) => {
  for (let half = 0; half < width; half += lanes) {
    f.get(at.to).get(at.from);
    if (across === 0) f.v128LoadSplat(from.base);
    else f.v128Load(from.base + half * bytes);
    f.v128Store(to.base + half * bytes);
  }
};

/** Vectors put together of elements at a distance. */
const gathered: PackStep = (f, { from, width, across }, { to }, at) => {
  const [value] = at.vectors;
  for (let half = 0; half < width; half += lanes) {
    f.get(at.from)
      .v128LoadSplat(from.base + half * across - lowest(across, width))
      .set(value);
    for (let lane = 1; lane < Math.min(lanes, width - half); lane++)
      f.get(at.from)
        .get(value)
        .v128LoadLane(lane, from.base + (half + lane) * across - lowest(across, width))
        .set(value);
    f.get(at.to)
      .get(value)
      .v128Store(to.base + half * bytes);
  }
};

/** Blocks of 4 × 4: four rows of the source become four steps of the strip. */
const transposed: PackStep = (f, { from, width, across }, { to, step }, at) => {
  const [x, y, z, w] = at.vectors;
  const pairs = (a: Local, b: Local, low: boolean): FunctionBuilder =>
    f
      .get(a)
      .get(b)
      .shuffle(low ? [0, 4, 1, 5] : [2, 6, 3, 7]);
  for (let half = 0; half < width; half += lanes) {
    at.vectors.forEach((register, lane) =>
      f
        .get(at.from)
        .v128Load(from.base + Math.min(half + lane, width - 1) * across - lowest(across, width))
        .set(register),
    );
    [true, true, false, false].forEach((low, row) => {
      f.get(at.to);
      pairs(x, y, low);
      pairs(z, w, low)
        .shuffle(row % 2 === 0 ? [0, 1, 4, 5] : [2, 3, 6, 7])
        .v128Store(to.base + row * step + half * bytes);
    });
  }
};

/** Leaves a number of steps in fours, the last perhaps part empty. */
function inFours(f: FunctionBuilder, steps: Depth, fours: Local): Depth {
  if (typeof steps === 'number') return Math.ceil(steps / lanes);
  f.get(steps)
    .i32Const(lanes - 1)
    .i32('add')
    .i32Const(2)
    .i32('shrU')
    .set(fours);
  return fours;
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
  steps: Depth,
): void {
  const { from, to, end } = registers;
  const { across, along } = strip;
  const turned = along === bytes && across !== bytes && across !== 0;
  const pack = turned ? transposed : across === bytes || across === 0 ? copied : gathered;
  const each = turned ? lanes : 1;
  push(f, strip.from).set(from).advance(from, lowest(across, strip.width));
  push(f, packed.to).set(to);
  alongDepth(f, turned ? inFours(f, steps, registers.fours) : steps, end, {
    unroll: 1,
    step: () => pack(f, strip, packed, registers),
    advance: () => f.advance(to, each * packed.step),
    walk: from,
    bytes: each * along,
  });
}
