import type { FunctionBuilder, Local } from '@innerloop/codegen';
import type { ReduceKernel } from '../plan/plan.js';
import { collapsedKernel, stridesIn } from './collapse.js';
import { emitCombine, emitNeutral } from './combine.js';
import { vectorDim } from './reduce-order.js';
import { emitStore, leavesAt } from './site.js';
import type { Position, Site } from './site.js';
import type { EmitValue } from './values.js';
import { prepare } from './values.js';
import type { Walker } from './walker.js';
import { walker } from './walker.js';

const lanes = 4;
/** Vectors of results that are worked on at once. */
const wide = 8;

interface Parts {
  readonly f: FunctionBuilder;
  readonly kernel: ReduceKernel;
  readonly site: Site;
  readonly walk: Walker;
  readonly value: EmitValue;
  readonly epilogue: EmitValue;
}

const loopsOver = (dims: readonly number[], of: (dim: number) => boolean) =>
  dims.flatMap((count, dim) => (of(dim) ? [{ dim, count }] : []));

function finish({ f, kernel, site, walk, epilogue }: Parts, at: Position, result: Local, into: Local): void {
  epilogue(leavesAt(f, walk, site, at, { result }));
  f.set(into);
  emitStore(f, walk, site, kernel.out, at, into);
}

/** Results lie side by side in the lanes: a block of vectors of them is kept while the reduced dimensions are walked. */
function alongKept(parts: Parts, dim: number | undefined): void {
  const { f, kernel, site, walk, value } = parts;
  const { dims, reduced, fn } = kernel;
  const size = dim === undefined ? 1 : (dims[dim] as number);
  const vectors = Math.floor(size / lanes);
  const block = vectors <= wide ? Math.max(1, vectors) : blockOf(vectors);
  const sums = Array.from({ length: block }, () => f.local('v128'));
  const into = f.local('v128');
  const { dtype } = kernel.value;
  const run = (positions: readonly Position[]): void => {
    const used = sums.slice(0, positions.length);
    for (const sum of used) {
      emitNeutral(f, fn, dtype);
      f.set(sum);
    }
    walk.along(
      loopsOver(dims, (each) => reduced[each] === true),
      () =>
        used.forEach((sum, i) => {
          f.get(sum);
          value(leavesAt(f, walk, site, positions[i] as Position));
          emitCombine(f, fn, dtype);
          f.set(sum);
        }),
    );
    used.forEach((sum, i) => finish(parts, positions[i] as Position, sum, into));
  };
  const at = (delta: number, count: number): Position => ({ dim, delta, lanes: count });
  const body = (): void => {
    if (dim === undefined) return run([at(0, 1)]);
    const blocks = Math.floor(vectors / block);
    const full = blocks * block * lanes;
    walk.along(blocks > 0 ? [{ dim, count: blocks, step: block * lanes }] : [], () => {
      if (blocks > 0) run(Array.from({ length: block }, (_, i) => at(i * lanes, lanes)));
    });
    const rest = size - full;
    const left = Array.from({ length: Math.ceil(rest / lanes) }, (_, i) =>
      at(full + i * lanes, Math.min(lanes, rest - i * lanes)),
    );
    if (left.length > 0) run(left);
  };
  walk.along(
    loopsOver(dims, (each) => reduced[each] !== true && each !== dim),
    body,
  );
}

/** The number of vectors, up to the widest, that leaves the smallest rest. */
function blockOf(vectors: number): number {
  let best = wide;
  for (let block = wide; block >= wide / 2; block--) if (vectors % block < vectors % best) best = block;
  return best;
}

/** What is reduced lies side by side in the lanes: partial results, put together across lanes at the end. */
function alongReduced(parts: Parts, dim: number): void {
  const { f, kernel, site, walk, value } = parts;
  const { dims, reduced, fn } = kernel;
  const { dtype } = kernel.value;
  const size = dims[dim] as number;
  const vectors = Math.floor(size / lanes);
  const turn = Math.min(4, Math.max(1, vectors));
  const sums = Array.from({ length: turn }, () => f.local('v128'));
  const [sum, into, term] = [sums[0] as Local, f.local('v128'), f.local('v128')];
  const add = (to: Local, delta: number, count: number): void => {
    value(leavesAt(f, walk, site, { dim, delta, lanes: count }));
    if (count < lanes) {
      f.set(term).get(term);
      emitNeutral(f, fn, dtype);
      f.v128Mask(count).v128('bitselect');
    }
    f.get(to);
    emitCombine(f, fn, dtype);
    f.set(to);
  };
  const line = (): void => {
    const turns = Math.floor(vectors / turn);
    const whole = turns * turn * lanes;
    const looped = turns > 2;
    if (looped) {
      f.repeat(turns, () => {
        sums.forEach((each, i) => add(each, i * lanes, lanes));
        walk.move(dim, turn * lanes);
      });
    } else for (let at = 0; at < whole; at += lanes) add(sums[(at / lanes) % turn] as Local, at, lanes);
    const start = looped ? 0 : whole;
    for (let at = 0; at < size - whole; at += lanes)
      add(sums[(at / lanes) % turn] as Local, start + at, Math.min(lanes, size - whole - at));
    if (looped) walk.move(dim, -whole);
  };
  walk.along(
    loopsOver(dims, (each) => reduced[each] !== true),
    () => {
      for (const each of sums) {
        emitNeutral(f, fn, dtype);
        f.set(each);
      }
      walk.along(
        loopsOver(dims, (each) => reduced[each] === true && each !== dim),
        line,
      );
      for (const other of sums.slice(1)) {
        f.get(sum).get(other);
        emitCombine(f, fn, dtype);
        f.set(sum);
      }
      for (const order of [
        [2, 3, 0, 1],
        [1, 0, 3, 2],
      ] as const) {
        f.get(sum)
          .get(sum)
          .get(sum)
          .shuffle([...order]);
        emitCombine(f, fn, dtype);
        f.set(sum);
      }
      finish(parts, { dim: undefined, delta: 0, lanes: 1 }, sum, into);
    },
  );
}

/** Emits a reduction with its epilogue. */
export function emitReduce(f: FunctionBuilder, given: ReduceKernel, site: Site): void {
  const kernel = collapsedKernel(given);
  const walk = walker(f);
  for (const strides of [...stridesIn(kernel.value), ...stridesIn(kernel.epilogue), kernel.out.strides])
    walk.follow(strides);
  const parts: Parts = {
    f,
    kernel,
    site,
    walk,
    value: prepare(f, kernel.value, site.host, site.relaxed),
    epilogue: prepare(f, kernel.epilogue, site.host, site.relaxed),
  };
  const dim = vectorDim(kernel);
  if (dim !== undefined && kernel.reduced[dim] === true) alongReduced(parts, dim);
  else alongKept(parts, dim);
}
