import type { FunctionBuilder, Local } from '@innerloop/codegen';
import type { ReduceKernel } from '../../plan/plan.js';
import type { EmitContext } from '../context.js';
import { alongBlocks } from '../loops/blocks.js';
import type { Site } from '../loops/blocks.js';
import { operationCost } from '../loops/order.js';
import { pointersOf } from '../loops/pointers.js';
import { evaluatorOf } from '../values/evaluator.js';
import { inBytes, memoryLeaves, movesOf } from '../values/memory-leaves.js';
import { registersOf } from '../values/registers.js';
import { storing } from '../values/store.js';
import { formOf, staying, valuesOf } from '../values/value.js';
import { arrangeReduction } from './arranged-reduction.js';
import type { Arranged } from './arranged-reduction.js';
import { combination, joinLanes } from './reduction.js';
import { sweep } from './sweep.js';
import type { Sweep } from './sweep.js';

const lanes = 4;
const mostSums = 8;
/** Longer sums of floats are made of shorter ones: what rounding takes from a sum grows with its number of steps. */
const longSum = 256;

/** Vectors of results that are held at once, among those that divide the work evenly. */
function vectorsAtOnce(vectors: number): number {
  for (let count = Math.min(mostSums, vectors); count >= 4; count--) if (vectors % count === 0) return count;
  return Math.max(1, Math.min(mostSums, vectors));
}

/** How the reduced dimensions are gone through when so many results are made at once. */
function sweepOf({ dims, kept, vectorsAlongKept, value }: Arranged, sites: number, isLong: boolean): Sweep {
  const inner = dims.map((size, dim) => ({ dim, size })).slice(kept);
  const width = vectorsAlongKept ? 1 : lanes;
  const full = Math.max(1, Math.floor((inner.at(-1)?.size ?? 1) / width));
  const wanted = sites >= 4 ? 1 : sites >= 2 ? 2 : 4;
  const steps = Math.min(full, operationCost(value) > 24 ? 1 : wanted);
  const all = inner.reduce((product, { size }) => product * size, 1);
  const turns = all / width / steps;
  return { dims: inner, width, steps, chunk: isLong && turns > longSum ? Math.round(Math.sqrt(turns)) : 0 };
}

/** Emits values put together along reduced dimensions: vectors of results, or results of vectors whose lanes are put together. */
export function emitReduce(f: FunctionBuilder, kernel: ReduceKernel, context: EmitContext): void {
  const shape = arrangeReduction(kernel);
  const { dims, kept, vectorsAlongKept, value, epilogue, out } = shape;
  const rank = dims.length;
  const form = formOf(value.dtype) === 'float' ? 'float' : 'integer';
  const stored = out.buffer.dtype === 'float32' ? 'float' : 'integer';
  const block = kept === 0 ? undefined : kept - 1;
  const along = vectorsAlongKept ? block : rank - 1;
  const pointers = pointersOf(f, [...movesOf(value), ...movesOf(epilogue), inBytes(out.strides)]);
  const values = valuesOf(value, rank);
  const evaluator = evaluatorOf(f, values, memoryLeaves(f, pointers, along, context), context);
  let result: Local | undefined;
  const finalLeaves = memoryLeaves(f, pointers, block, context, () => result as Local);
  const finals = evaluatorOf(f, valuesOf(epilogue, rank), finalLeaves, context);
  const store = storing(f, pointers, out, block, context);
  const { start, combine } = combination(f, kernel.fn, form);
  const registers = registersOf(f);
  const origin: Site = { shift: dims.map(() => 0), lanes };
  const innerDims = [...dims.keys()].slice(kept);

  /** Adds the value at a site to a sum; lanes that do not exist change nothing. */
  function accumulate(site: Site, sum: Local): void {
    evaluator.emit(evaluator.root, site, form);
    if (!vectorsAlongKept && site.lanes < lanes) {
      start();
      f.v128Mask(site.lanes).v128('bitselect');
    }
    f.get(sum);
    combine();
    f.set(sum);
  }

  function finish(site: Site, sum: Local): void {
    result = sum;
    finals.scope(() => store(site, () => finals.emit(finals.root, site, stored)));
  }

  function oneBlock(sites: readonly Site[]): void {
    const going = sweepOf(shape, sites.length, form === 'float' && kernel.fn === 'sum');
    const sums = sites.map(() => Array.from({ length: going.steps }, registers.take));
    const partial = going.chunk === 0 ? sums : sums.map((each) => each.map(registers.take));
    const begin = (accumulators: readonly (readonly Local[])[]): void =>
      accumulators.flat().forEach((sum) => {
        start();
        f.set(sum);
      });
    begin(sums);
    const inSites = vectorsAlongKept ? sites : sites.map(({ shift }) => ({ shift, lanes }));
    sweep(
      pointers,
      going,
      inSites,
      (at, turn, isPartial) =>
        evaluator.holding(staying(values, block === undefined ? [] : [block]), at[0] as Site, () =>
          at.forEach((site, index) =>
            evaluator.scope(() => accumulate(site, ((isPartial ? partial : sums)[index] as Local[])[turn] as Local)),
          ),
        ),
      (body) => {
        begin(partial);
        body();
        sums.flat().forEach((sum, index) => {
          f.get(sum).get(partial.flat()[index] as Local);
          combine();
          f.set(sum);
        });
      },
    );
    for (const [first, ...others] of sums as [Local, ...Local[]][]) {
      for (const other of others) {
        f.get(first).get(other);
        combine();
        f.set(first);
      }
    }
    const firsts = sums.map(([first]) => first as Local);
    if (vectorsAlongKept) sites.forEach((site, index) => finish(site, firsts[index] as Local));
    else {
      joinLanes(f, firsts, { start, combine });
      finish({ shift: (sites[0] as Site).shift, lanes: sites.length }, firsts[0] as Local);
    }
    [...sums, ...(going.chunk === 0 ? [] : partial)].flat().forEach(registers.give);
  }

  const level = (dim: number): void => {
    const inside = [...dims.keys()].slice(dim);
    evaluator.holding(staying(values, block === undefined ? innerDims : [...inside, ...innerDims]), origin, () => {
      if (block === undefined) {
        oneBlock([{ ...origin, lanes: 1 }]);
        return;
      }
      const size = dims[dim] as number;
      if (dim < block) {
        pointers.along(dim, size, 1, () => level(dim + 1));
        pointers.move(dim, -size);
        return;
      }
      const width = vectorsAlongKept ? lanes : 1;
      const sites = vectorsAlongKept ? vectorsAtOnce(Math.floor(size / lanes)) : lanes;
      alongBlocks(pointers, rank, { dim, size, width, sites }, oneBlock);
    });
  };
  level(0);
}
