import type { FunctionBuilder, Local } from '@innerloop/codegen';
import type { Access, Buffer, Expression } from '../plan/plan.js';
import type { Host } from './host.js';
import type { Leaves } from './values.js';
import type { Walker } from './walker.js';

const bytes = 4;

/** What the code of every kernel is made with. */
export interface Site {
  readonly addressOf: (buffer: Buffer) => number;
  readonly scratch: number;
  readonly host: Host;
  /** Multiply and add in one instruction. */
  readonly relaxed: boolean;
}

/** Four neighbours along a dimension, so many places from where the pointers are, of which `lanes` exist. */
export interface Position {
  /** The dimension along which the lanes lie; undefined where there is one lane. */
  readonly dim: number | undefined;
  readonly delta: number;
  readonly lanes: number;
}

const strideAlong = (strides: readonly number[], { dim }: Position): number =>
  dim === undefined ? 0 : (strides[dim] as number);

/** Leaves an address on the stack and gives the immediate to add to it: which must not be negative, nor the address. */
function emitAddress(f: FunctionBuilder, walker: Walker, strides: readonly number[], offset: number): number {
  walker.push(strides);
  if (strides.every((stride) => stride >= 0)) return offset;
  f.i32Const(offset).i32('add');
  return 0;
}

/** Leaves the elements of an access at a position on the stack; lanes that do not exist hold anything. */
export function emitLoad(f: FunctionBuilder, walker: Walker, site: Site, access: Access, at: Position): void {
  const stride = strideAlong(access.strides, at);
  const offset = site.addressOf(access.buffer) + (access.offset + at.delta * stride) * bytes;
  const address = (lane: number): number => emitAddress(f, walker, access.strides, offset + lane * stride * bytes);
  if (stride === 1 && at.lanes > 1) {
    f.v128Load(address(0));
    return;
  }
  f.v128LoadSplat(address(0));
  if (stride === 0) return;
  const value = f.local('v128');
  for (let lane = 1; lane < at.lanes; lane++) {
    f.set(value);
    const immediate = address(lane);
    f.get(value).v128LoadLane(lane, immediate);
  }
}

/** Stores the lanes that exist and nothing beside them. */
export function emitStore(
  f: FunctionBuilder,
  walker: Walker,
  site: Site,
  access: Access,
  at: Position,
  value: Local,
): void {
  const stride = strideAlong(access.strides, at);
  const offset = site.addressOf(access.buffer) + (access.offset + at.delta * stride) * bytes;
  const store = (lane: number, emit: (immediate: number) => void): void => {
    const immediate = emitAddress(f, walker, access.strides, offset + lane * stride * bytes);
    f.get(value);
    emit(immediate);
  };
  if (stride !== 1 || at.lanes === 1) {
    for (let lane = 0; lane < at.lanes; lane++) store(lane, (immediate) => f.v128StoreLane(lane, immediate));
    return;
  }
  if (at.lanes === 4) store(0, (immediate) => f.v128Store(immediate));
  else store(0, (immediate) => f.v128StoreHalf(0, immediate));
  if (at.lanes === 3) store(2, (immediate) => f.v128StoreLane(2, immediate));
}

/** `offset + Σ place[d] · scales[d]`, of each lane. */
function emitPlace(
  f: FunctionBuilder,
  walker: Walker,
  place: Extract<Expression, { kind: 'place' }>,
  at: Position,
): void {
  const scale = strideAlong(place.scales, at);
  walker.push(place.scales);
  f.i32Const(2).i32('shrS').i32x4('splat');
  f.v128Ramp(scale)
    .v128Integers(place.offset + at.delta * scale)
    .i32x4('add')
    .i32x4('add');
  if (place.dtype === 'float32') f.f32x4('ofI32');
}

/** Values that stay along the innermost loop, read once before it. */
export type Hoisted = ReadonlyMap<string, Local>;

export const hoistKey = ({ buffer, offset, strides }: Access): string => `${buffer.id}+${offset}[${strides.join()}]`;

/** The leaves of an expression at a position. */
export function leavesAt(
  f: FunctionBuilder,
  walker: Walker,
  site: Site,
  at: Position,
  { hoisted, result }: { readonly hoisted?: Hoisted; readonly result?: Local } = {},
): Leaves {
  return {
    load: ({ access }) => {
      const found = hoisted?.get(hoistKey(access));
      if (found === undefined) emitLoad(f, walker, site, access, at);
      else f.get(found);
    },
    place: (place) => emitPlace(f, walker, place, at),
    result: () => void (result !== undefined && f.get(result)),
  };
}

/** Reads what does not move along a dimension into registers. */
export function hoist(
  f: FunctionBuilder,
  walker: Walker,
  site: Site,
  loads: readonly Access[],
  moving: readonly number[],
  registers: Map<string, Local>,
): Hoisted {
  for (const access of loads) {
    if (moving.some((dim) => access.strides[dim] !== 0)) continue;
    const key = hoistKey(access);
    const local = registers.get(key) ?? f.local('v128');
    registers.set(key, local);
    emitLoad(f, walker, site, access, { dim: undefined, delta: 0, lanes: 1 });
    f.set(local);
  }
  return registers;
}
