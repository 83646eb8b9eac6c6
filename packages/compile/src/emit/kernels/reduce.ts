import type { FunctionBuilder, Local } from '@innerloop/codegen';
import type { ReduceKernel } from '../../plan/plan.js';
import type { EmitContext } from '../context.js';
import { alongBlocks } from '../loops/blocks.js';
import type { Site } from '../loops/blocks.js';
import { pointersOf } from '../loops/pointers.js';
import { evaluatorOf } from '../values/evaluator.js';
import { inBytes, memoryLeaves, movesOf } from '../values/memory-leaves.js';
import { registersOf } from '../values/registers.js';
import { storing } from '../values/store.js';
import { formOf, staying, valuesOf } from '../values/value.js';
import { arrangeReduction } from './arranged-reduction.js';
import { combination, joinLanes } from './reduction.js';
import { canHold, sitesOf, sweepOf } from './sweep-plan.js';
import { sweep } from './sweep.js';

const lanes = 4;
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
  /** What each result has for itself while what is reduced goes by. */
  const own = staying(values, innerDims).filter(({ varies }) => block !== undefined && varies[block] === true);

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
    const going = sweepOf(shape, values, sites.length, form === 'float' && kernel.fn === 'sum');
    const sums = sites.map(() => Array.from({ length: going.steps }, registers.take));
    const partial = going.chunk === 0 ? sums : sums.map((each) => each.map(registers.take));
    const begin = (accumulators: readonly (readonly Local[])[]): void =>
      accumulators.flat().forEach((sum) => {
        start();
        f.set(sum);
      });
    begin(sums);
    const inSites = vectorsAlongKept ? sites : sites.map(({ shift }) => ({ shift, lanes }));
    if (canHold(sites.length, own)) inSites.forEach((site) => evaluator.keep(own, site));
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
        evaluator.scope(() => oneBlock([{ ...origin, lanes: 1 }]));
        return;
      }
      const size = dims[dim] as number;
      if (dim < block) {
        pointers.along(dim, size, 1, () => level(dim + 1));
        pointers.move(dim, -size);
        return;
      }
      const width = vectorsAlongKept ? lanes : 1;
      const along = { dim, size, width, sites: sitesOf(shape, own) };
      alongBlocks(pointers, rank, along, (sites) => evaluator.scope(() => oneBlock(sites)));
    });
  };
  level(0);
}
