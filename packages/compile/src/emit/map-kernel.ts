import type { FunctionBuilder, Local } from '@innerloop/codegen';
import type { Access, MapKernel } from '../plan/plan.js';
import { loadsOf } from '../plan/traffic.js';
import { collapsedKernel, stridesIn } from './collapse.js';
import { emitStore, hoist, leavesAt } from './site.js';
import type { Site } from './site.js';
import { prepare } from './values.js';
import { walker } from './walker.js';

const lanes = 4;
const unrolled = 4;
/** Beyond so many hoisted values they would not stay in registers. */
const mostHoisted = 6;

/** Loads that differ, once each. */
export const distinct = (accesses: readonly Access[]): Access[] => [
  ...new Map(
    accesses.map((access) => [`${access.buffer.id}+${access.offset}[${access.strides.join()}]`, access]),
  ).values(),
];

/** Emits a loop over all elements: four at a time along the innermost dimension, the rest of it in part of a vector. */
export function emitMap(f: FunctionBuilder, given: MapKernel, site: Site): void {
  const kernel = collapsedKernel(given);
  const { dims, out } = kernel;
  const walk = walker(f);
  const inner = dims.length === 0 ? undefined : dims.length - 1;
  const size = inner === undefined ? 1 : (dims[inner] as number);
  const emitValue = prepare(f, kernel.value, site.host, site.relaxed);
  for (const strides of [...stridesIn(kernel.value), out.strides]) walk.follow(strides);
  const loads = distinct(loadsOf(kernel.value).map(({ access }) => access));
  const still = loads.filter(({ strides }) => inner === undefined || strides[inner] === 0).slice(0, mostHoisted);
  const registers = new Map<string, Local>();
  const value = f.local('v128');
  const vectors = Math.floor(size / lanes);
  const turn = vectors >= unrolled ? unrolled : Math.max(1, vectors);
  const body = (): void => {
    const hoisted =
      inner === undefined || size <= lanes ? new Map<string, Local>() : hoist(f, walk, site, still, [inner], registers);
    const one = (delta: number, count: number): void => {
      const at = { dim: inner, delta, lanes: count };
      emitValue(leavesAt(f, walk, site, at, { hoisted }));
      f.set(value);
      emitStore(f, walk, site, out, at, value);
    };
    const turns = Math.floor(vectors / turn);
    const whole = turns * turn * lanes;
    const looped = turns > 1 && inner !== undefined;
    if (looped) {
      f.repeat(turns, () => {
        for (let at = 0; at < turn; at++) one(at * lanes, lanes);
        walk.move(inner, turn * lanes);
      });
    } else for (let at = 0; at < whole; at += lanes) one(at, lanes);
    const start = looped ? 0 : whole;
    for (let at = 0; at < size - whole; at += lanes) one(start + at, Math.min(lanes, size - whole - at));
    if (looped) walk.move(inner, -whole);
  };
  walk.along(
    dims.slice(0, -1).map((count, dim) => ({ dim, count })),
    body,
  );
}
